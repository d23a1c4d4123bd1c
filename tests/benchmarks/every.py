"""Every benchmark, one after the other, each result in a file of its own.

Run it as `python -m tests.benchmarks.every RESULTS [--reference PATH] [--quick]`; it takes about an
hour and a half on two cores with a reference, and 13 GB of memory at the reference's worst.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

NAMES = (
    "generate_speed",
    "update_speed",
    "layer_speed",
    "head",
    "factorised",
    "likelihood_sums",
    "gpu_update",
    "gpu_head",
    "gpu_generate",
    "cost_prediction",
    "curves",
)
MORE = {"factorised": ("--quality",)}


def main() -> None:
    """Run all, and say which failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--reference", metavar="PATH")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    arguments.results.mkdir(parents=True, exist_ok=True)
    shared: tuple[str, ...] = ("--quick",) if arguments.quick else ()
    if arguments.reference:
        shared += ("--reference", arguments.reference)
    failed = [name for name in NAMES if not run(name, arguments.results, shared)]
    raise SystemExit(f"failed: {', '.join(failed)}" if failed else 0)


def run(name: str, results: Path, words: tuple[str, ...]) -> bool:
    """Whether one benchmark came to its end."""
    out = ("--out", str(results / f"{name}.json"))
    command = (sys.executable, "-m", f"tests.benchmarks.{name}", *words, *out, *MORE.get(name, ()))
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    print(f"{name}: {time.monotonic() - start:.0f} s, status {done.returncode}", flush=True)  # noqa: T201
    return done.returncode == 0


if __name__ == "__main__":
    main()
