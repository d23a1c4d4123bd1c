"""P9: a 65,536-way head and its cross-entropy over 128,000 positions on a GPU.

Run it as `python -m tests.benchmarks.gpu_head [--quick]`; it prints JSON. Without a GPU it says
that nothing was measured. The bound is that of an H200: 5.4 ms for the products and 4.0 ms for the
exponentials.
"""

from __future__ import annotations

import torch

from tests.benchmarks import head
from tests.benchmarks.measuring.command import Asked, Found, end, note, read_command
from tests.benchmarks.measuring.result import NO_GPU, Figure
from tests.benchmarks.measuring.turns import Side, Taken, take_turns

AT = head.Case(bits=16, positions=128_000)
SMALL = head.Case(bits=12, positions=64)
BOUND = 5.4e-3 + 4.0e-3
TIMES, MOST_TIMES = 2, 4
BYTES, MOST_BYTES = 0.25e9, 0.5e9


def main() -> None:
    """Measure where there is a GPU, and print what was found."""
    asked = read_command(__doc__)
    end("gpu_head", "P9", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Ours with rewrites; the dense head would take 67 GB and is not run."""
    case = SMALL if asked.quick else AT
    taken = Taken(failure=NO_GPU.removeprefix("not measured: "))
    if torch.cuda.is_available():
        ours = next(side for side in head.sides(asked, case, 1) if side.name == "ours")
        settings = {**ours.settings, "device": "cuda"}
        side = Side(name=ours.name, work=ours.work, settings=settings)
        taken = take_turns([side], asked.rounds)["ours"]
    return Found(figures=figures(case, taken), sides={"ours": taken})


def figures(case: head.Case, taken: Taken) -> tuple[Figure, ...]:
    """Seconds and bytes of forward and backward."""
    return (
        Figure(
            work=f"{case.name}: time",
            unit="s",
            ours=taken.seconds,
            is_less_better=True,
            target=MOST_TIMES * BOUND,
            stretch=TIMES * BOUND,
            absolute=True,
            bound=BOUND,
            note=note((taken,), ""),
        ),
        Figure(
            work=f"{case.name}: memory",
            unit="bytes",
            ours=taken.memory,
            is_less_better=True,
            target=MOST_BYTES,
            stretch=BYTES,
            absolute=True,
            note=note((taken,), ""),
        ),
    )


if __name__ == "__main__":
    main()
