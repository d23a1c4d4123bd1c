"""A plan cut at a stage keeps what leads to it, and nothing that lies behind."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.graph import Plan, cut
from graphnet.graph.plan import PlannedStage, Wire
from tests.graph.small_plan import small_plan
from tests.toys import toy_plan


def part_of(plan: Plan, at: str) -> Plan:
    part, problems = cut(plan, at)
    assert not problems
    assert part is not None
    return part


def tied(plan: Plan, **targets: str) -> Plan:
    """The plan with the tensor `w` of some stages tied to another's."""

    def with_tie(stage: PlannedStage) -> PlannedStage:
        target = targets.get(stage.path.replace(".", "_"))
        return evolve(stage, parameters=(evolve(stage.parameters[0], tied_to=target),))

    return evolve(plan, stages=tuple(map(with_tie, plan.stages)))


def test_a_cut_keeps_what_leads_to_a_stage_and_nothing_behind() -> None:
    part = part_of(toy_plan(), "net")
    assert part.outputs == (Wire("net.join"),)
    assert "head" not in part.by_path
    assert "objective" not in part.by_path


@pytest.mark.parametrize(
    ("at", "kept"),
    [("source", "source"), ("encoder", "source encoder"),
     ("net.up", "source encoder net.down net.up"),
     ("net", "source encoder net.down net.up net.skip"),
     ("head", "source encoder net.down net.up net.skip head")],
)  # fmt: skip
def test_a_cut_keeps_the_order_of_the_plan(at: str, kept: str) -> None:
    assert [stage.path for stage in part_of(small_plan(), at).stages] == kept.split()


def test_a_cut_plan_predicts_nothing_and_plays_no_schedule() -> None:
    part = part_of(toy_plan(), "head")
    assert (part.prediction, part.target, part.schedule) == (None, None, None)


def test_a_cut_at_an_unknown_stage_is_refused_with_a_guess() -> None:
    part, problems = cut(toy_plan(), "nett")
    assert part is None
    assert problems[0].rule.code == "GN1008"
    assert "`net`" in problems[0].fixes[0].text


def ties(plan: Plan) -> dict[str, str | None]:
    return {stage.path: stage.parameters[0].tied_to for stage in plan.stages}


def test_a_tie_to_a_stage_that_is_kept_stays() -> None:
    plan = tied(small_plan(), head="encoder.w")
    assert ties(part_of(plan, "head"))["head"] == "encoder.w"


def test_tensors_tied_to_a_stage_that_is_cut_off_stay_one_tensor() -> None:
    plan = tied(small_plan(), encoder="head.w", net_up="head.w")
    found = ties(part_of(plan, "net"))
    assert (found["encoder"], found["net.up"]) == (None, "encoder.w")
    assert found["net.down"] is None
