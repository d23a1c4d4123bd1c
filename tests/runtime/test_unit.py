"""What bits are counted per."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Plan
from graphnet.runtime.unit import unit_of
from tests.runtime.tiny import B, port, tiny_plan


def labelling() -> Plan:
    """A plan whose objective gives one number for each example."""
    plan = tiny_plan()
    objective = evolve(plan.stages[-1], gives={"main": port(B)})
    return evolve(plan, stages=(*plan.stages[:-1], objective))


def test_an_objective_along_time_is_of_samples() -> None:
    assert unit_of(tiny_plan()) == "sample"


def test_an_objective_of_whole_clips_is_of_labels() -> None:
    assert unit_of(labelling()) == "label"


def test_without_an_objective_there_are_samples() -> None:
    plan = tiny_plan()
    assert unit_of(evolve(plan, stages=plan.stages[:-1])) == "sample"
