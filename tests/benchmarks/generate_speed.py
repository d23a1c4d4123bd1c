"""P1: samples a second of generation, value by value, ours beside every mode of the reference.

Run it as `python -m tests.benchmarks.generate_speed [--reference PATH] [--quick]`; it prints JSON.
SaShiMi with 8 layers, d_model 64 and pools 4 and 4 over 8-bit codes with fresh weights; embedding,
head and draw included, what is set up once before left out and noted as `first_s`.
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
from tests.benchmarks.sides.bounds import work_of_an_item

SPEC = "specs/sashimi8.toml"
DPLR = 'stages.backbone.options={{ layer = "s4", init = "legs", n_layers = {}, pool = [4, 4] }}'
S4D = "stages.backbone.options.n_layers={}"
MODES: Mapping[str, tuple[str, str | None]] = {
    "dense": ("dplr", "dense"),
    "linear": ("dplr", "linear"),
    "diagonal": ("dplr", "diagonal"),
    "s4d": ("s4d", None),
}
AGREEMENT = 1e-5


@frozen(kw_only=True)
class Case:
    """So many sequences side by side; ours draws `items` of each a turn, the reference `theirs`."""

    batch: int
    items: int
    theirs: int
    layers: int = 8

    @property
    def name(self) -> str:
        """In words."""
        return f"batch {self.batch}"


FULL = (Case(batch=1, items=16_000, theirs=256), Case(batch=32, items=4000, theirs=64))
QUICK = (Case(batch=1, items=64, theirs=16, layers=1),)


def main() -> None:
    """Measure every case, and print what was found."""
    asked = read_command(__doc__, rounds=3)
    end("generate_speed", "P1", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Every case that was asked for, on one and on two threads where nothing else is said."""
    found = NOTHING
    for threads in asked.threads or ((1,) if asked.quick else (1, 2)):
        roof = measure_roof(threads)
        for case in QUICK if asked.quick else FULL:
            if is_asked(asked, case.name):
                found += one(asked, case, threads, roof)
    return found


def one(asked: Asked, case: Case, threads: int, roof: Roof) -> Found:
    """All sides of one case, turn by turn."""
    taken = take_turns(sides(asked, case, threads), asked.rounds)
    where = f"{case.name}, {threads} thread{'s' if threads > 1 else ''}"
    rates = {name: rate(case, name, each) for name, each in taken.items()}
    return Found(
        figures=(
            *speeds(case, where, rates, taken, roof),
            *(agreement(where, name, taken[name]) for name in ("ours s4d", "ours dplr")),
        ),
        sides={f"{where}: {name}": each for name, each in taken.items()},
        roof=roof,
    )


def sides(asked: Asked, case: Case, threads: int) -> list[Side]:
    """Ours with both layers and in plain torch steps; each mode of the reference."""
    room = "tests.benchmarks.sides"

    def ours(name: str, change: str, items: int, step: str | None = None) -> Side:
        settings: dict[str, Json] = {
            "spec": SPEC,
            "set": [change.format(case.layers)],
            "items": items,
            "batch": case.batch,
            "threads": threads,
        }
        if step is not None:
            settings["step"] = step
        return Side(name=name, work=f"{room}.drawing:generate", settings=settings, threads=threads)

    found = [
        ours("ours s4d", S4D, case.items),
        ours("ours dplr", DPLR, case.items),
        ours("ours s4d, torch", S4D, min(case.items, case.theirs * 4), "torch"),
    ]
    if asked.reference is not None:
        found += [
            Side(
                name=f"reference {name}",
                work=f"{room}.reference:generate",
                settings=theirs(asked.reference, case, layer, mode),
                threads=threads,
            )
            for name, (layer, mode) in MODES.items()
        ]
    return found


def theirs(path: str, case: Case, layer: str, mode: str | None) -> dict[str, Json]:
    """What the reference is told of a case."""
    return {
        "reference": path,
        "layer": layer,
        "layers": case.layers,
        "bits": 8,
        "mode": mode,
        "items": case.theirs,
        "batch": case.batch,
    }


def speeds(
    case: Case,
    where: str,
    rates: Mapping[str, float | None],
    taken: Mapping[str, Taken],
    roof: Roof,
) -> tuple[Figure, ...]:
    """Samples a second: by themselves, against each mode, and like for like."""
    work = work_of_an_item(SPEC, [S4D.format(case.layers)], case.batch)
    bound = case.batch / max(work.flops / roof.flops, work.bytes / roof.near)

    def figure(mine: str, other: str, target: float | None = None) -> Figure:
        return Figure(
            work=f"{where}: {mine.removeprefix('ours ')}",
            unit="samples/s",
            ours=rates[mine],
            reference=rates.get(other),
            against=other,
            target=target,
            bound=bound,
            note=note((taken[mine], taken.get(other)), NO_REFERENCE),
        )

    fast = Figure(
        work=f"{where}: s4d",
        unit="samples/s",
        ours=rates["ours s4d"],
        target=10_000 if case.batch == 1 else None,
        stretch=16_000 if case.batch == 1 else None,
        absolute=True,
        bound=bound,
        note=note((taken["ours s4d"],), ""),
    )
    return (
        fast,
        figure("ours s4d", "reference dense", 50 if case.batch == 1 else None),
        figure("ours s4d", "reference s4d", 20 if case.batch > 1 else None),
        figure("ours s4d", "reference diagonal"),
        figure("ours dplr", "reference dense"),
        figure("ours dplr", "reference linear"),
        figure("ours s4d, torch", "reference s4d"),
    )


def agreement(where: str, name: str, taken: Taken) -> Figure:
    """How far steps are from forward, in units of the largest score."""
    apart = taken.facts.get("apart")
    return Figure(
        work=f"{where}: {name.removeprefix('ours ')}, forward against step",
        unit="relative",
        ours=apart if isinstance(apart, float) else None,
        is_less_better=True,
        target=AGREEMENT,
        absolute=True,
        note=note((taken,), ""),
    )


def rate(case: Case, name: str, taken: Taken) -> float | None:
    items = case.theirs if name.startswith("reference") else case.items
    if name == "ours s4d, torch":
        items = min(case.items, case.theirs * 4)
    return None if taken.seconds is None else case.batch * items / taken.seconds


if __name__ == "__main__":
    main()
