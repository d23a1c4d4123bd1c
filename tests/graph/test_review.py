"""A plan is looked at as a whole: its budget, and what nothing uses, both at once."""

from __future__ import annotations

from graphnet.graph.review import review
from graphnet.graph.use import PlannedSpec
from tests.graph.opening import opened
from tests.toys import BASE, read, toy_plan, toy_registry


def test_budget_and_use_are_both_looked_at() -> None:
    text = BASE.replace("[sizes]\n", "[sizes]\nspare = 3\n") + "\n[budget]\nparameters = 1\n"
    planned = PlannedSpec(read(text)[0], toy_plan(text), opened(text)[0], toy_registry())
    assert [problem.rule.code for problem in review(planned)] == ["GN801", "GN510"]
