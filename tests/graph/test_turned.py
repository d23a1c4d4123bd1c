"""Axes in each other's places: one message, at the contract or the wire that turned them."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph import plan_spec
from graphnet.plugin.types import Declaration, NoOptions, StageType
from tests.record_toys import RECORDS, said
from tests.toys import BASE, plan_text, read, toy_registry

SCALE = BASE.replace('use = "net"', 'use = "scale"\ncontract = "(B, L, H) -> (B, L, H)"')
BOTH = '"(B, L, H) -> (B, L, H)"'


def found(text: str) -> list[tuple[str, str]]:
    return [(p.rule.code, p.message) for p in plan_text(text)[1]]


def edited(text: str) -> str:
    """The text with the edits of its only message."""
    _, (problem,) = plan_text(text)
    edits = sorted(problem.fixes[0].edits, key=lambda edit: edit.span.start, reverse=True)
    for edit in edits:
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def test_a_transposed_contract_is_one_message_with_the_mend_of_both_sides() -> None:
    text = SCALE.replace(BOTH, '"(B, H, L) -> (B, H, L)"')
    assert found(text) == [
        (
            "GN403",
            "`net` has time on axis 1, but its contract says `L`, which is time, on axis 2",
        )
    ]
    assert edited(text) == SCALE
    assert found(SCALE) == []


def test_a_side_that_alone_is_transposed_is_mended_alone() -> None:
    text = SCALE.replace(BOTH, '"(B, L, H) -> (B, H, L)"')
    assert [code for code, _ in found(text)] == ["GN403"]
    assert edited(text) == SCALE


def test_a_length_among_the_features_has_no_place_to_go() -> None:
    text = SCALE.replace('"(B, L, H) -> (B, L, H)"', '"(B, L, L) -> (B, L, H)"')
    assert found(text) == [
        (
            "GN403",
            "`net` has time on axis 1, but its contract says `L`, which is time, on axis 2",
        )
    ]


def test_a_role_that_is_written_out_is_held_against_the_declaration() -> None:
    text = SCALE.replace(BOTH, '"(B, time:L, time:H) -> (B, L, H)"')
    assert [code for code, _ in found(text)] == ["GN303"]


def test_two_axes_in_each_others_places_on_a_wire_are_one_message() -> None:
    turn = Declaration(
        contract="float (batch:B, time:L, feature:H) -> float (batch:B, feature:H, time:L)",
        effects=("positionwise",),
        implementation="x:y",
    )
    toys = toy_registry()
    stage = StageType(name="toy.turn", summary="", declare=lambda _: turn, options=NoOptions)
    registry = evolve(toys, stages={**toys.stages, "toy.turn": stage})
    text = BASE.replace("[stages.net]", '[stages.turn]\nuse = "turn"\n\n[stages.net]')
    _, problems = plan_spec(read(text)[0], registry)
    (problem,) = (p for p in problems if p.rule.code == "GN403")
    assert problem.fixes[0].text == (
        "the axes stand as (batch, feature, time) and should stand as (batch, time, feature): "
        "put a stage between that turns them"
    )


def test_what_follows_from_a_refused_axis_is_not_told_again() -> None:
    text = BASE.replace(
        "[objective]",
        '[stages.after]\nuse = "scale"\n\n[stages.last]\nuse = "scale"\n\n[objective]',
    )
    assert [code for code, _ in found(text)] == ["GN403"]


def test_a_stage_that_leaves_an_axis_without_a_role_is_turned_just_as_much() -> None:
    """Its own size would otherwise take any role, and the wire would be blamed."""
    text = RECORDS[: RECORDS.index("[objective]")].replace('use   = "mix"', 'use = "head"')
    text = text.replace("sizes = { K = 3 }", "sizes = { C = 3 }")
    turned = text.replace('"smooth"', '"smooth"\ncontract = "(B, 3, L) -> (B, 3, L)"')
    assert said(turned) == [
        (
            "GN403",
            "`decoder` has time on axis 1, but its contract says `L`, which is time, on axis 2",
        )
    ]
    assert said(turned.replace("(B, 3, L)", "(B, L, 3)")) == []
