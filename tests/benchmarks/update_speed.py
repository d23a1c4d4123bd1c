"""P2: samples a second and memory of a training update, ours beside the reference's.

Run it as `python -m tests.benchmarks.update_speed [--reference PATH] [--quick] [--case NAME ...]`;
it prints JSON. Both sides train SaShiMi (8 layers, d_model 64, pools 4 and 4) on random codes with
AdamW, with the same threads. Memory is what an update adds at its worst to what the process held
before the first one.
"""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.graph.amounts import value_at
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
from tests.benchmarks.sides.ours import planned

BACKWARD = 3
"""A forward and a backward pass have the products of three forward passes."""

LIKE_FOR_LIKE = ("s4d", "dplr")


@frozen(kw_only=True)
class Case:
    """One size of training; the reference's DPLR side can be left out where it does not fit."""

    name: str
    bits: int
    length: int
    threads: int
    layers: int = 8
    batch: int = 1
    fits: bool = True
    memory: float | None = None
    """The most bytes allowed."""


FULL = (
    Case(name="8 bits, L = 4,096", bits=8, length=4096, threads=1),
    Case(name="8 bits, L = 16,000", bits=8, length=16_000, threads=2, memory=2e9),
    Case(name="16 bits, L = 4,096", bits=16, length=4096, threads=2),
    Case(name="16 bits, L = 8,192", bits=16, length=8192, threads=2),
    Case(name="16 bits, L = 16,000", bits=16, length=16_000, threads=2, fits=False, memory=2.5e9),
)
QUICK = (Case(name="8 bits, L = 64", bits=8, length=64, threads=1, layers=1),)


def main() -> None:
    """Measure every case, and print what was found."""
    asked = read_command(__doc__)
    end("update_speed", "P2", asked, measure(asked))


def measure(asked: Asked) -> Found:
    """Every case that was asked for."""
    found = NOTHING
    roofs: dict[int, Roof] = {}
    for case in QUICK if asked.quick else FULL:
        if not is_asked(asked, case.name):
            continue
        for threads in asked.threads or (case.threads,):
            roof = roofs.setdefault(threads, measure_roof(threads))
            found += one(asked, case, threads, roof)
    return found


def one(asked: Asked, case: Case, threads: int, roof: Roof) -> Found:
    """All sides of one case, turn by turn."""
    taken = take_turns(sides(asked, case, threads), asked.rounds)
    where = f"{case.name}, {threads} thread{'s' if threads > 1 else ''}"
    return Found(
        figures=(*times(case, where, taken, roof), *memories(case, where, taken)),
        sides={f"{where}: {name}": each for name, each in taken.items()},
        roof=roof,
    )


def sides(asked: Asked, case: Case, threads: int) -> list[Side]:
    """Both layers of ours; both of the reference's where it is there and fits."""
    found = [
        Side(
            name=f"ours {layer}",
            work="tests.benchmarks.sides.ours:update",
            settings=ours(case, layer),
            threads=threads,
        )
        for layer in LIKE_FOR_LIKE
    ]
    if asked.reference is not None and case.fits:
        found += [
            Side(
                name=f"reference {layer}",
                work="tests.benchmarks.sides.reference:update",
                settings=theirs(asked.reference, case, layer),
                threads=threads,
            )
            for layer in LIKE_FOR_LIKE
        ]
    return found


def ours(case: Case, layer: str) -> dict[str, Json]:
    """Our spec of a case."""
    options = f"stages.backbone.options.n_layers={case.layers}"
    changes = [options]
    if layer == "dplr":
        inner = f'layer = "s4", init = "legs", l_kernel = {case.length}'
        changes = [
            f"stages.backbone.options={{ {inner}, n_layers = {case.layers}, pool = [4, 4] }}"
        ]
    return {
        "spec": f"specs/sashimi{case.bits}.toml",
        "set": changes,
        "batch": case.batch,
        "length": case.length,
    }


def theirs(path: str, case: Case, layer: str) -> dict[str, Json]:
    """What the reference is told of a case."""
    return {
        "reference": path,
        "layer": layer,
        "layers": case.layers,
        "bits": case.bits,
        "batch": case.batch,
        "length": case.length,
    }


def times(case: Case, where: str, taken: Mapping[str, Taken], roof: Roof) -> tuple[Figure, ...]:
    """Samples a second: our default against its default, and like for like."""

    def figure(here: str, there: str, target: float, stretch: float) -> Figure:
        mine, other = taken[f"ours {here}"], taken.get(f"reference {there}")
        return Figure(
            work=f"{where}: {here}",
            unit="samples/s",
            ours=rate(case, mine),
            reference=rate(case, other),
            against=f"reference {there}",
            target=target,
            stretch=stretch,
            bound=bound(case, here, roof),
            note=note((mine, other), NO_REFERENCE if case.fits else "the reference does not fit"),
        )

    return (
        figure("s4d", "dplr", 30, 60),
        figure("s4d", "s4d", 8, 15),
        figure("dplr", "dplr", 8, 15),
    )


def memories(case: Case, where: str, taken: Mapping[str, Taken]) -> tuple[Figure, ...]:
    """Bytes an update adds at its worst."""
    mine, other = taken["ours s4d"], taken.get("reference s4d")
    return (
        Figure(
            work=f"{where}: memory of s4d",
            unit="bytes",
            ours=mine.memory,
            reference=None if other is None else other.memory,
            against="reference s4d",
            is_less_better=True,
            target=case.memory,
            absolute=True,
            note=note((mine, other), NO_REFERENCE if case.fits else "the reference does not fit"),
        ),
    )


def bound(case: Case, layer: str, roof: Roof) -> float | None:
    """Samples a second if every product ran as fast as one large product does."""
    settings = ours(case, layer)
    changes = settings["set"]
    plan = planned(str(settings["spec"]), changes if isinstance(changes, list) else ())
    sizes = {"B": case.batch, "L": case.length}
    flops = sum(value_at(stage.flops, sizes) or 0 for stage in plan.stages)
    return case.batch * case.length * roof.flops / (BACKWARD * flops) if flops else None


def rate(case: Case, taken: Taken | None) -> float | None:
    if taken is None or taken.seconds is None:
        return None
    return case.batch * case.length / taken.seconds


if __name__ == "__main__":
    main()
