"""All rewrites of a plan together, on and off."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.rewrites import rewritten
from tests.graph.rewrites.wide import picking_text, plan, wide_text


def test_a_plan_gets_its_rewrites_unless_they_are_refused() -> None:
    assert [each.name for each in plan(wide_text()).rewrites] == ["chunked"]
    assert [each.name for each in plan(picking_text()).rewrites] == ["early"]
    plain = plan(wide_text(), rewriting=False)
    assert plain.rewrites == ()
    assert rewritten(plain) == plan(wide_text())


def test_nothing_else_of_a_plan_changes() -> None:
    plain = plan(wide_text(), rewriting=False)
    assert evolve(plan(wide_text()), rewrites=()) == plain
    assert rewritten(rewritten(plain)) == rewritten(plain)
