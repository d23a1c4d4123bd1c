"""How the time to validate grows with the number of stages: 10,000 against 1,000, whole commands.

Run it as `python -m tests.benchmarks.validate_scale [--rounds 3] [--sizes 1000 10000]`; it prints
JSON. Linear is 10; the start of the process makes it less, a quadratic step would make it 100.
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
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.growing import SHAPES

LARGEST_RATIO = 12


def seconds(spec: Path) -> float:
    """Processor time of one `graphnet validate`."""
    command = (sys.executable, "-m", "graphnet", "validate", str(spec))
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # our own
    after = os.times()
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )


def main() -> None:
    """Measure every shape at both sizes, turn by turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs=2, default=(1000, 10_000))
    arguments = parser.parse_args()
    small, large = arguments.sizes
    found: dict[str, dict[str, float]] = {}
    with TemporaryDirectory() as folder:
        for name, shape in SHAPES.items():
            times: dict[int, list[float]] = {small: [], large: []}
            for size in times:
                Path(folder, f"{name}{size}.toml").write_text(shape(size), encoding="utf-8")
            for _ in range(arguments.rounds):
                for size, taken in times.items():
                    taken.append(seconds(Path(folder, f"{name}{size}.toml")))
            middle = {size: statistics.median(taken) for size, taken in times.items()}
            found[name] = {
                f"stages_{small}_s": round(middle[small], 3),
                f"stages_{large}_s": round(middle[large], 3),
                "ratio": round(middle[large] / middle[small], 2),
            }
    result = {
        "benchmark": "validate_scale",
        "rounds": arguments.rounds,
        "shapes": found,
        "worst_ratio": max(each["ratio"] for each in found.values()),
        "allowed": LARGEST_RATIO,
        "date": time.strftime("%Y-%m-%d"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }
    print(json.dumps(result))  # noqa: T201  # the result is the output


if __name__ == "__main__":
    main()
