"""P5: a factorised head of 8 and 8 bits against a dense one of 16: time, and bits per sample.

Run it as `python -m tests.benchmarks.factorised [--quick] [--quality]`; it prints JSON. Time is
that of head and objective, forward and backward, against plain torch's dense head, and the
reference's where `--reference PATH` is given. Quality trains both, and a mixture, on the speech of
the house with 16 bits, for as many updates each, and measures the bits per sample of the held-out
clips.
"""

from __future__ import annotations

import sys

from graphnet.values import frozen
from tests.benchmarks.measuring.command import (
    NOTHING,
    Asked,
    Found,
    end,
    is_asked,
    note,
    read_command,
)
from tests.benchmarks.measuring.result import NO_REFERENCE, Figure, Json
from tests.benchmarks.measuring.roof import Roof, measure_roof
from tests.benchmarks.measuring.turns import Side, take_turns
from tests.benchmarks.quality import qualities

FEATURES = 64
SPEC = "tests/benchmarks/specs/factorised.toml"


@frozen(kw_only=True)
class Case:
    """So many positions of so many bits."""

    bits: int
    positions: int

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.positions:,} positions of {self.bits} bits"


FULL = (Case(bits=16, positions=2000), Case(bits=16, positions=8000))
QUICK = (Case(bits=12, positions=64),)


def main() -> None:
    """Measure every case, and print what was found."""
    has_quality = "--quality" in sys.argv
    if has_quality:
        sys.argv.remove("--quality")
    asked = read_command(__doc__)
    found = measure(asked)
    if has_quality:
        found += qualities(updates=2 if asked.quick else 600)
    end("factorised", "P5", asked, found)


def measure(asked: Asked) -> Found:
    """Every case that was asked for, on one thread where nothing else is said."""
    found = NOTHING
    for threads in asked.threads or (1,):
        roof = measure_roof(threads)
        for case in QUICK if asked.quick else FULL:
            if is_asked(asked, case.name):
                found += one(asked, case, threads, roof)
    return found


def one(asked: Asked, case: Case, threads: int, roof: Roof) -> Found:
    """All sides of one case, turn by turn."""
    room = "tests.benchmarks.sides"
    sizes: dict[str, Json] = {
        "bits": case.bits,
        "positions": case.positions,
        "features": FEATURES,
    }
    ours: dict[str, Json] = {**sizes, "spec": SPEC, "set": [f"sizes.bits={case.bits}"]}
    sides = [
        Side(name="ours", work=f"{room}.ours:head", settings=ours, threads=threads),
        Side(name="plain torch", work=f"{room}.plain:head", settings=sizes, threads=threads),
    ]
    if asked.reference is not None:
        theirs = {**sizes, "reference": asked.reference}
        work = f"{room}.reference:head"
        sides.append(Side(name="reference", work=work, settings=theirs, threads=threads))
    taken = take_turns(sides, asked.rounds)
    where = f"{case.name}, {threads} thread{'s' if threads > 1 else ''}"
    others = {name: taken.get(name) for name in ("reference", "plain torch")}
    return Found(
        figures=tuple(
            Figure(
                work=f"{where}: time",
                unit="s",
                ours=taken["ours"].seconds,
                reference=None if other is None else other.seconds,
                against=f"dense head of {name}",
                is_less_better=True,
                target=200,
                bound=bound(case, roof),
                note=note((taken["ours"], other), NO_REFERENCE),
            )
            for name, other in others.items()
        ),
        sides={f"{where}: {name}": each for name, each in taken.items()},
        roof=roof,
    )


def bound(case: Case, roof: Roof) -> float:
    """Seconds of its three products in both passes, and of one exponential a score."""
    half: int = 2 ** (case.bits // 2)
    products = FEATURES * (half + FEATURES) + FEATURES * half
    seconds = 6 * products / roof.flops + (2 * half + FEATURES) / roof.exponentials
    return case.positions * seconds


if __name__ == "__main__":
    main()
