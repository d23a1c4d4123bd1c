"""How time and memory grow: training with L, batch, layers and threads, generation with batch.

Run it as `python -m tests.benchmarks.curves [--reference PATH] [--quick] [--case update ...]`; it
prints JSON, of which `python -m tests.benchmarks.pictures` makes pictures.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from tests.benchmarks import generate_speed, update_speed
from tests.benchmarks.measuring.command import NOTHING, Asked, Found, end, is_asked, read_command
from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.turns import Taken, take_turns

AT = update_speed.Case(name="update", bits=8, length=4096, threads=1)
SMALL = update_speed.Case(name="update", bits=8, length=64, threads=1, layers=1)
HEAVY = "reference dplr"
MOST_OF_HEAVY = 8192
"""Positions and sequences together: the reference's own layer takes gigabytes beyond."""

Axis = tuple[str, tuple[int, ...]]
AXES: tuple[Axis, ...] = (
    ("length", (64, 1024, 2048, 4096, 8192, 16_000, 32_000)),
    ("batch", (1, 2, 4, 8)),
    ("layers", (1, 2, 4, 8, 16)),
    ("threads", (1, 2)),
)
BATCHES: Axis = ("batch", (1, 2, 4, 8, 16, 32, 64))


def main() -> None:
    """Measure every curve, and print what was found."""
    asked = read_command(__doc__, rounds=3)
    end("curves", "", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Every point of every curve that was asked for."""
    found = NOTHING
    for axis, places in AXES:
        if is_asked(asked, f"update {axis}"):
            for place in places[:1] if asked.quick else places:
                found += update_point(asked, axis, place)
    if is_asked(asked, "generation batch"):
        for place in BATCHES[1][:1] if asked.quick else BATCHES[1]:
            found += generation_point(asked, place)
    return found


def update_point(asked: Asked, axis: str, place: int) -> Found:
    """All sides of a training update at one place of an axis."""
    case = at(SMALL if asked.quick else AT, axis, place)
    sides = update_speed.sides(asked, case, case.threads)
    if case.batch * case.length > MOST_OF_HEAVY:
        sides = [side for side in sides if side.name != HEAVY]
    taken = take_turns(sides, asked.rounds)
    rates = {name: update_speed.rate(case, each) for name, each in taken.items()}
    return Found(
        figures=(),
        sides={f"update, {axis} = {place}: {name}": each for name, each in taken.items()},
        series=_points("update", axis, place, taken, rates),
    )


def at(case: update_speed.Case, axis: str, place: int) -> update_speed.Case:
    """A case moved along an axis."""
    match axis:
        case "length":
            return evolve(case, length=place)
        case "batch":
            return evolve(case, batch=place)
        case "layers":
            return evolve(case, layers=place)
        case _:
            return evolve(case, threads=place)


def generation_point(asked: Asked, batch: int) -> Found:
    """All sides of generation with so many sequences."""
    case = generate_speed.Case(
        batch=batch,
        items=64 if asked.quick else 2000,
        theirs=16 if asked.quick else 64,
        layers=1 if asked.quick else 8,
    )
    taken = take_turns(generate_speed.sides(asked, case, 2), asked.rounds)
    rates = {name: generate_speed.rate(case, name, each) for name, each in taken.items()}
    return Found(
        figures=(),
        sides={f"generation, batch = {batch}: {name}": each for name, each in taken.items()},
        series=_points("generation", "batch", batch, taken, rates),
    )


def _points(
    what: str,
    axis: str,
    place: int,
    taken: Mapping[str, Taken],
    rates: Mapping[str, float | None],
) -> tuple[Mapping[str, Json], ...]:
    return tuple(
        {
            "curve": what,
            "axis": axis,
            "place": place,
            "side": name,
            "rate": rates[name],
            "bytes": each.memory,
            "failure": each.failure,
        }
        for name, each in taken.items()
    )


if __name__ == "__main__":
    main()
