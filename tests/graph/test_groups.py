"""The groups that are shown are those that stages ask for, and those the optimiser has."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.groups import Group, group_of, groups_of_plan
from graphnet.graph.plan import PlannedParameter
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.settings import OptimizerSettings, Settings, TrainSettings
from tests.graph.small_plan import small_plan

RUN = OptimizerSettings(lr=0.01, weight_decay=0.1)


def test_what_a_stage_leaves_open_is_the_runs() -> None:
    assert group_of(OptimizerGroup(), RUN) == Group(0.01, 0.1)
    assert group_of(OptimizerGroup(lr=0.001), RUN) == Group(0.001, 0.1)
    assert group_of(OptimizerGroup(weight_decay=0.0), RUN) == Group(0.01, 0.0)


def test_parameters_are_gathered_by_how_they_are_updated() -> None:
    plan = evolve(small_plan(), settings=Settings(train=TrainSettings(optimizer=RUN)))
    slow = OptimizerGroup(name="slow", lr=0.001, weight_decay=0.0)
    own = PlannedParameter(name="a", shape=(3,), group=slow)
    tied = PlannedParameter(name="t", shape=(5,), group=slow, tied_to="encoder.w")
    down = evolve(plan.by_path["net.down"], parameters=(own, tied))
    stages = tuple(down if stage.path == "net.down" else stage for stage in plan.stages)
    run, special = groups_of_plan(evolve(plan, stages=stages))
    assert (run.group, run.asked, run.count) == (Group(0.01, 0.1), ("default",), 50)
    assert (special.group, special.asked) == (Group(0.001, 0.0), ("slow",))
    assert (special.stages, special.parameters, special.count) == (("net",), ("net.down.a",), 3)


def test_names_that_ask_for_the_same_are_one_group() -> None:
    plan = evolve(small_plan(), settings=Settings(train=TrainSettings(optimizer=RUN)))
    same = OptimizerGroup(name="same", lr=0.01)
    first = evolve(plan.stages[0].parameters[0], group=same)
    stages = (evolve(plan.stages[0], parameters=(first,)), *plan.stages[1:])
    (members,) = groups_of_plan(evolve(plan, stages=stages))
    assert members.asked == ("same", "default")
