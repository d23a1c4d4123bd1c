"""Where two ports meet: what is pointed at, and how sizes and shapes are said to people."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.polynomial import constant, symbol
from graphnet.graph.meeting import Meeting, shape_text, size_text
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side
from graphnet.text import SourceText, Span

TEXT = SourceText("test.toml", "giver taker axis side")
GIVER, TAKER, AXIS, SIDE = (Span(TEXT, *place) for place in ((0, 5), (6, 11), (12, 16), (17, 21)))
BATCH = PlannedAxis(symbol("B"), "batch")
WIDE = PlannedAxis(constant(64), None, symbol("d_model"))
MEETING = Meeting(
    giver="a",
    taker="b",
    gives=PlannedPort("float", (BATCH, WIDE)),
    takes=Side((evolve(BATCH, role=None), evolve(WIDE, role="feature")), at=SIDE),
    giver_at=GIVER,
    taker_at=TAKER,
)


def test_a_size_is_said_with_its_value_where_that_says_more() -> None:
    assert size_text(WIDE) == "`d_model` (64)"
    assert size_text(PlannedAxis(constant(64))) == "`64`"
    assert size_text(BATCH) == "`B`"


def test_a_shape_is_said_as_a_tuple() -> None:
    assert shape_text((BATCH, WIDE)) == "`(B, d_model)`"
    assert shape_text((BATCH,)) == "`(B,)`"
    assert shape_text(()) == "`()`"


def test_an_axis_is_named_by_its_role_whoever_knows_it() -> None:
    assert MEETING.axis_name(0) == "axis 0 (batch)"
    assert MEETING.axis_name(1) == "axis 1 (feature)"
    bare = evolve(MEETING, takes=Side((PlannedAxis(symbol("B")), WIDE)))
    assert bare.axis_name(1) == "axis 1"


def test_an_axis_that_no_spec_wrote_is_pointed_at_where_its_stage_stands() -> None:
    assert MEETING.giver_label(1, "").span == GIVER
    assert MEETING.taker_label(1, "").span == TAKER
    assert MEETING.giver_label(None, "").span == GIVER


def test_an_axis_that_a_spec_wrote_is_pointed_at_itself() -> None:
    axes = (BATCH, evolve(WIDE, at=AXIS))
    written = evolve(MEETING, gives=PlannedPort("float", axes), takes=Side(axes))
    assert written.giver_label(1, "").span == AXIS
    assert written.taker_label(1, "").span == AXIS
    assert written.taker_label(0, "").span == TAKER


def test_a_written_contract_is_pointed_at_where_its_axis_has_no_place() -> None:
    written = evolve(MEETING, is_written=True)
    assert written.taker_label(0, "").span == SIDE
    assert written.taker_label(None, "why").text == "why"
