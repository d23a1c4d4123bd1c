"""Turns: rewrites are kept to unless they hide what is wanted, and wires end with their readers."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Plan, Rewrite, Wire
from graphnet.graph.rewrites.route import Turn, route
from tests.graph.rewrites.wide import picking_text, plan, wide_text


def names(turns: tuple[Turn, ...]) -> list[str]:
    return ["+".join(stage.path for stage in turn.stages) for turn in turns]


def with_dead(found: Plan, *paths: str) -> Plan:
    return evolve(found, rewrites=(Rewrite(name="dead", stages=paths, why=""),))


def test_a_segment_is_one_turn_at_its_end() -> None:
    found = plan(wide_text())
    assert names(route(found, found.outputs))[-2:] == ["net.join", "head+objective"]


def test_a_stage_that_selects_early_takes_its_own_turn_with_those_behind_it() -> None:
    found = plan(picking_text())
    assert names(route(found, found.outputs))[-2:] == ["decoder+head", "objective"]


def test_what_is_wanted_inside_is_run_plainly() -> None:
    found = plan(wide_text())
    assert names(route(found, (*found.outputs, Wire("head"))))[-2:] == ["head", "objective"]
    early = plan(picking_text())
    assert names(route(early, (Wire("objective"), Wire("head"))))[-3:] == [
        "head", "decoder", "objective",
    ]  # fmt: skip
    assert "decoder+head" in names(route(early, (Wire("objective"), Wire("decoder"))))


def test_without_rewrites_every_stage_is_run_in_its_order() -> None:
    found = plan(wide_text(), rewriting=False)
    assert names(route(found, (Wire("embed"),))) == [stage.path for stage in found.stages[1:]]


def test_dead_stages_are_run_for_those_that_want_them() -> None:
    found = with_dead(plan(wide_text(), rewriting=False), "head", "objective")
    assert names(route(found, (Wire("embed"),)))[-1] == "net.join"
    assert names(route(found, (Wire("head"),)))[-1] == "head"


def test_a_wire_is_over_after_the_last_that_reads_it() -> None:
    found = plan(wide_text(), rewriting=False)
    turns = route(found, found.outputs)
    over = {turn.stages[0].path: turn.over for turn in turns}
    assert over["head"] == (Wire("net.join"),)
    assert over["net.join"] == (Wire("net.late"), Wire("embed"))
    assert set(over["objective"]) == {Wire("head"), Wire("source")}
    kept = route(found, (*found.outputs, Wire("net.join")))
    assert {turn.stages[0].path: turn.over for turn in kept}["head"] == ()
