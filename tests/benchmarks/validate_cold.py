"""P7: a cold `graphnet validate` against the import of its own dependencies, interleaved.

Run it as `python tests/benchmarks/validate_cold.py [--rounds 20] [SPEC]`; it prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

FLOOR = (sys.executable, "-c", "import attrs, cattrs, pluggy, tomli, networkx")


def seconds(command: Sequence[str]) -> float:
    """Wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # our own
    return time.perf_counter() - start


def main() -> None:
    """Measure both commands turn by turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("spec", nargs="?", default="specs/sashimi16.toml")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    ours = (sys.executable, "-m", "graphnet", "validate", arguments.spec)
    pairs = [(seconds(FLOOR), seconds(ours)) for _ in range(arguments.rounds)]
    floor, validate = (statistics.median(times) for times in zip(*pairs, strict=True))
    result = {
        "benchmark": "validate_cold",
        "rounds": arguments.rounds,
        "floor_s": round(floor, 4),
        "validate_s": round(validate, 4),
        "ratio": round(validate / floor, 3),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    print(json.dumps(result))  # noqa: T201  # the result is the output


if __name__ == "__main__":
    main()
