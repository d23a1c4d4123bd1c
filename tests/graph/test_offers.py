"""Stage types that would mend a wire between a record and what is none."""

from __future__ import annotations

from attrs import frozen

from graphnet.graph.offers import types_that_give, types_that_take
from graphnet.plugin.types import Declaration, StageType
from tests.record_toys import SCORE, record_registry

FIELDS = ("means", "weights")


@frozen(kw_only=True)
class Needed:
    """Options without a default: what such a type gives cannot be said in general."""

    width: int


def test_types_that_give_a_record_are_found_by_its_fields() -> None:
    stages = record_registry().stages
    assert types_that_give(FIELDS, stages) == ("rec.mix", "rec.uneven")
    assert types_that_give(("means",), stages) == ()


def test_types_that_take_a_record_are_found_by_its_fields() -> None:
    registry = record_registry()
    assert types_that_take(FIELDS, registry.objectives) == (SCORE.name,)
    assert types_that_take(("means",), registry.objectives) == ()


def test_types_that_need_options_or_fail_are_left_out() -> None:
    def refuse(_: object) -> Declaration:
        raise ValueError("not today")

    types = {
        "x.needs": StageType(name="x.needs", summary="", declare=refuse, options=Needed),
        "x.fails": StageType(name="x.fails", summary="", declare=refuse),
        "x.late": StageType(
            name="x.late", summary="", declare="nowhere:declare", options="nowhere:Late"
        ),
    }
    assert types_that_give(FIELDS, types) == ()
