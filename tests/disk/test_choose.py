"""The importer that was named is asked, else the one that fills most."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from graphnet.disk.choose import choose
from graphnet.disk.foreign.known import DTYPES
from graphnet.disk.foreign.placed import Placed, Stretch, contiguous
from graphnet.disk.foreign.read import Foreign
from graphnet.disk.matching import Allowed
from graphnet.disk.planned import Planned
from tests.disk.importers import SHAPES, TYPE
from tests.disk.models import only, planned


def toys() -> Planned:
    known = planned()
    registry = evolve(known.registry, importers={"toy.foreign": TYPE})
    return Planned(spec=known.spec, plan=known.plan, registry=registry)


def checkpoint(before: str) -> Foreign:
    tensors = {
        f"{before}{name}": Placed(
            dtype="float32",
            shape=shape,
            stride=contiguous(shape),
            offset=0,
            bytes=Stretch(0, DTYPES["float32"]),
        )
        for name, shape in SHAPES.items()
    }
    return Foreign(path=Path("w.pt"), form="a file", tensors=tensors)


def test_the_one_that_fills_most_is_chosen() -> None:
    for before, name in (("foreign:", "toy.foreign"), ("", "graphnet")):
        chosen, problems = choose(toys(), checkpoint(before), "", Allowed())
        assert problems == ()
        assert chosen is not None
        assert chosen.matching.importer.type.name == name
        assert chosen.matching.is_whole


def test_the_one_that_is_named_is_asked_even_where_it_fills_nothing() -> None:
    chosen, _ = choose(toys(), checkpoint("foreign:"), "graphnet", Allowed())
    assert chosen is not None
    assert not chosen.matching.fillings


def test_names_that_nobody_knows_are_said_with_those_of_the_model() -> None:
    chosen, problems = choose(toys(), checkpoint("x:"), "", Allowed())
    assert chosen is None
    problem = only(problems)
    assert problem.rule.code == "GN923"
    assert problem.notes[-1] == "asked: `graphnet`, `toy.foreign`"
    assert "`x:encoder.weight`" in problem.notes[1]
