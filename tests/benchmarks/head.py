"""P4: time and memory of an exact 65,536-way head and its cross-entropy, forward and backward.

Run it as `python -m tests.benchmarks.head [--reference PATH] [--quick]`; it prints JSON. Ours is
the plan with its rewrites; beside it the same plan without them, plain torch, and the reference's
decoder. Ours with and without rewrites have the very same weights, so that their losses must agree.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from tests.benchmarks.measuring.turns import Side, Taken, take_turns

FEATURES = 64
SPEC = "tests/benchmarks/specs/head.toml"
PRODUCTS = 3
"""Forward, and in the backward pass one for the features' gradient and one for the weights'."""


@frozen(kw_only=True)
class Case:
    """So many positions of so many bits."""

    bits: int
    positions: int

    @property
    def name(self) -> str:
        """In words."""
        return f"{self.positions:,} positions of {self.bits} bits"


FULL = (
    Case(bits=16, positions=2000),
    Case(bits=16, positions=8000),
    Case(bits=16, positions=16_000),
)
QUICK = (Case(bits=12, positions=64),)


def main() -> None:
    """Measure every case, and print what was found."""
    asked = read_command(__doc__, rounds=3)
    end("head", "P4", asked, measure(asked))


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
    taken = take_turns(sides(asked, case, threads), asked.rounds)
    where = f"{case.name}, {threads} thread{'s' if threads > 1 else ''}"
    return Found(
        figures=(
            *times(case, where, taken, roof),
            *memories(where, taken),
            agreement(where, taken),
        ),
        sides={f"{where}: {name}": each for name, each in taken.items()},
        roof=roof,
    )


def sides(asked: Asked, case: Case, threads: int) -> list[Side]:
    """Ours with and without rewrites, plain torch, and the reference's where it is there."""
    sizes: dict[str, Json] = {"bits": case.bits, "positions": case.positions, "features": FEATURES}
    ours: dict[str, Json] = {**sizes, "spec": SPEC, "set": [f"sizes.bits={case.bits}"]}
    room = "tests.benchmarks.sides"
    found = [
        Side(name="ours", work=f"{room}.ours:head", settings=ours, threads=threads),
        Side(
            name="ours without rewrites",
            work=f"{room}.ours:head",
            settings={**ours, "plain": True},
            threads=threads,
        ),
        Side(name="plain torch", work=f"{room}.plain:head", settings=sizes, threads=threads),
    ]
    if asked.reference is not None:
        settings: dict[str, Json] = {**sizes, "reference": asked.reference}
        work = f"{room}.reference:head"
        found.append(Side(name="reference", work=work, settings=settings, threads=threads))
    return found


def times(case: Case, where: str, taken: Mapping[str, Taken], roof: Roof) -> tuple[Figure, ...]:
    """Seconds of a turn against the reference, and against plain torch."""
    classes = 2**case.bits
    products = PRODUCTS * 2 * case.positions * FEATURES * classes
    bound = products / roof.flops + case.positions * classes / roof.exponentials

    def figure(other: str, target: float | None, stretch: float | None) -> Figure:
        mine, theirs = taken["ours"], taken.get(other)
        return Figure(
            work=f"{where}: time",
            unit="s",
            ours=mine.seconds,
            reference=None if theirs is None else theirs.seconds,
            against=other,
            is_less_better=True,
            target=target,
            stretch=stretch,
            bound=bound,
            note=note((mine, theirs), NO_REFERENCE),
        )

    return figure("reference", 2.5, 3.0), figure("plain torch", 2.5, 3.0)


def memories(where: str, taken: Mapping[str, Taken]) -> tuple[Figure, ...]:
    """Bytes a turn adds at its worst."""

    def figure(other: str) -> Figure:
        mine, theirs = taken["ours"], taken.get(other)
        return Figure(
            work=f"{where}: memory",
            unit="bytes",
            ours=mine.memory,
            reference=None if theirs is None else theirs.memory,
            against=other,
            is_less_better=True,
            target=100,
            note=note((mine, theirs), NO_REFERENCE),
        )

    return figure("reference"), figure("plain torch")


def agreement(where: str, taken: Mapping[str, Taken]) -> Figure:
    """How far the losses with and without rewrites are apart, relative."""
    mine, plain = taken["ours"], taken["ours without rewrites"]
    apart = None
    if mine.wall and plain.wall:
        apart = abs(mine.values["loss"] / plain.values["loss"] - 1)
    return Figure(
        work=f"{where}: loss, apart",
        unit="relative",
        ours=apart,
        is_less_better=True,
        target=1e-6,
        absolute=True,
        against="ours without rewrites",
        note=note((mine, plain), ""),
    )


if __name__ == "__main__":
    main()
