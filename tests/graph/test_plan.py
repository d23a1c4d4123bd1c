"""What a plan's values tell of themselves."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.polynomial import constant, floor_divide, symbol
from graphnet.graph.plan import PlannedAxis, PlannedParameter, PlannedPort
from graphnet.plugin.types import OptimizerGroup
from tests.graph.small_plan import B, L, small_plan, stage


def test_a_size_is_written_in_the_specs_own_name_where_it_has_one() -> None:
    assert PlannedAxis(constant(64), named=symbol("d_model")).written == "d_model"
    assert PlannedAxis(floor_divide(L, 2)).written == "L//2"


def test_two_names_of_one_size_make_no_difference() -> None:
    assert PlannedAxis(constant(64), named=symbol("d_model")) == PlannedAxis(constant(64))
    assert PlannedAxis(constant(64), "feature") != PlannedAxis(constant(64), "class")


def test_the_time_axis_is_found_wherever_it_stands() -> None:
    batch, time = PlannedAxis(B, "batch"), PlannedAxis(L, "time")
    assert PlannedPort("float", (batch, time)).time_axis == 1
    assert PlannedPort("float", (time, batch)).time_axis == 0
    assert PlannedPort("float", (batch,)).time_axis is None


def test_a_parameter_counts_its_numbers() -> None:
    one = PlannedParameter(name="w", shape=(3, 4, 5), group=OptimizerGroup())
    assert one.count == 60
    assert evolve(one, shape=()).count == 1


def test_a_stage_inside_a_composite_belongs_to_the_stage_of_the_spec() -> None:
    plan = small_plan()
    assert plan.by_path["net.skip"].folded == "net"
    assert plan.by_path["head"].folded == "head"


def test_the_source_is_first_and_an_objective_is_there_only_if_asked_for() -> None:
    plan = small_plan()
    assert plan.source.path == "source"
    assert plan.objective is None
    scored = stage("objective", "x.nats", plan.by_path["head"].gives["main"])
    assert evolve(plan, stages=(*plan.stages, scored)).objective == scored


def test_a_changed_plan_finds_its_own_stages() -> None:
    plan = small_plan()
    short = evolve(plan, stages=plan.stages[:2])
    assert [*short.by_path] == ["source", "encoder"]
    assert len(plan.by_path) == 6
