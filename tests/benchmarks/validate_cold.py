"""P7: a cold `graphnet validate` against the import of its own dependencies, interleaved.

Run it as `python tests/benchmarks/validate_cold.py [--rounds 20] [SPEC]`; it prints JSON. Cold is a
new process; the modules are compiled, as they are from the second run after an installation on.
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


def seconds(command: Sequence[str]) -> tuple[float, float]:
    """Wall time and processor time of one process."""
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ)  # our own
    after = os.times()
    used = after.children_user + after.children_system
    return time.perf_counter() - start, used - before.children_user - before.children_system


def main() -> None:
    """Measure both commands turn by turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("spec", nargs="?", default="specs/sashimi16.toml")
    parser.add_argument("--rounds", type=int, default=20)
    arguments = parser.parse_args()
    ours = (sys.executable, "-m", "graphnet", "validate", arguments.spec)
    for command in (FLOOR, ours):
        seconds(command)
    pairs = [(seconds(FLOOR), seconds(ours)) for _ in range(arguments.rounds)]
    floor, validate = (
        statistics.median(wall for wall, _ in each) for each in zip(*pairs, strict=True)
    )
    used = [statistics.median(used for _, used in each) for each in zip(*pairs, strict=True)]
    result = {
        "benchmark": "validate_cold",
        "rounds": arguments.rounds,
        "floor_s": round(floor, 4),
        "validate_s": round(validate, 4),
        "ratio": round(validate / floor, 3),
        "ratio_of_processor_time": round(used[1] / used[0], 3),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    print(json.dumps(result))  # noqa: T201  # the result is the output


if __name__ == "__main__":
    main()
