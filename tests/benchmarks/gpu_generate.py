"""P10: samples a second of generation on a GPU, one sequence and many.

Run it as `python -m tests.benchmarks.gpu_generate [--reference PATH] [--quick]`; it prints JSON.
Without a GPU it says that nothing was measured.
"""

from __future__ import annotations

import torch

from tests.benchmarks import generate_speed
from tests.benchmarks.measuring.command import NOTHING, Asked, Found, end, note, read_command
from tests.benchmarks.measuring.result import NO_GPU, NO_REFERENCE, Figure
from tests.benchmarks.measuring.turns import Side, take_turns

FULL = (
    generate_speed.Case(batch=1, items=4000, theirs=256),
    generate_speed.Case(batch=4096, items=256, theirs=32),
)
QUICK = (generate_speed.Case(batch=1, items=32, theirs=16, layers=1),)
FASTER = 100
A_SECOND = 1e6


def main() -> None:
    """Measure where there is a GPU, and print what was found."""
    asked = read_command(__doc__, rounds=3)
    end("gpu_generate", "P10", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """One sequence against the reference's steps, and many by themselves."""
    found = NOTHING
    for case in QUICK if asked.quick else FULL:
        found += one(asked, case)
    return found


def one(asked: Asked, case: generate_speed.Case) -> Found:
    """Our default and the reference's, turn by turn."""
    is_one = case.batch == 1
    target = FASTER if is_one else A_SECOND
    work = f"{case.name}: s4d"
    if not torch.cuda.is_available():
        missing = Figure(
            work=work, unit="samples/s", ours=None, target=target, absolute=not is_one, note=NO_GPU
        )
        return Found(figures=(missing,))
    names = ("ours s4d", "reference dense")
    sides = [
        Side(name=s.name, work=s.work, settings={**s.settings, "device": "cuda"})
        for s in generate_speed.sides(asked, case, 1)
        if s.name in names
    ]
    taken = take_turns(sides, asked.rounds)
    rates = {name: generate_speed.rate(case, name, each) for name, each in taken.items()}
    figure = Figure(
        work=work,
        unit="samples/s",
        ours=rates["ours s4d"],
        reference=rates.get("reference dense"),
        against="reference dense",
        target=target,
        absolute=not is_one,
        note=note((taken["ours s4d"], taken.get("reference dense")), NO_REFERENCE),
    )
    return Found(figures=(figure,), sides={f"{case.name}: {n}": t for n, t in taken.items()})


if __name__ == "__main__":
    main()
