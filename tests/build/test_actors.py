"""The actors of a plan: who feeds whom, and what lies on the queues at the start."""

from __future__ import annotations

import pytest
import torch

from graphnet.build.actors import ENDS, Cast, Part, cast_of, time_of
from graphnet.contract.polynomial import constant
from graphnet.graph.plan import Plan, PlannedAxis, PlannedPort, Wire
from tests.build.test_stepping import built, stages
from tests.toys import toy_plan

NET = stages('use = "net"\noptions = { by = 3 }')


HEAD = Wire("head")


def cast(text: str, end: Wire = HEAD) -> tuple[Plan, Cast]:
    """The actors of a plan's schedule, and one wire that leaves."""
    network = built(text)
    plan = network.plan
    assert plan.schedule is not None
    paths = frozenset(path for tick in plan.schedule.ticks for path in tick)
    modules = {path: network.module(path) for path in paths}
    return plan, cast_of(Part(plan, paths, "delay", (end,)), modules)


def test_actors_stand_in_the_order_of_the_plan() -> None:
    plan, found = cast(NET)
    order = [stage.path for stage in plan.stages if stage.path in found.actors]
    assert list(found.actors) == order


def test_a_delay_is_no_actor_but_lies_on_the_queue() -> None:
    _, found = cast(NET)
    assert "s0.late" not in found.actors
    feed = next(feed for feed in found.feeds["s0.up"] if feed.edge == ("s0.join", "main"))
    assert feed.waiting == 3
    queues = found.initial_state(2, torch.zeros((), dtype=torch.float64)).queues
    assert [tuple(item.shape) for item in queues["s0.join", "main"]] == [(2, 12)] * 3
    assert queues["s0.join", "main"][0].dtype == torch.float64
    assert queues["s0.join", "skip"] == ()


def test_what_leaves_is_an_edge_of_its_own() -> None:
    _, found = cast(NET, Wire("s0.late"))
    assert [feed.edge for feed in found.ends] == [(ENDS, "s0.late.main")]
    assert found.ends[0].waiting == 3


def test_only_what_steps_has_a_state() -> None:
    _, found = cast(NET)
    assert set(found.initial_state(2, torch.zeros(())).states) == {"s0.sum"}


def test_a_module_that_declares_step_and_has_none_is_refused() -> None:
    network = built(NET)
    plan = network.plan
    modules = {stage.path: torch.nn.Identity() for stage in plan.stages}
    with pytest.raises(TypeError, match="declares `step` and has no such method"):
        cast_of(Part(plan, frozenset({"s0.sum"}), "delay", ()), modules)


def test_time_is_the_second_axis_where_roles_are_not_known() -> None:
    plain, timed = (PlannedAxis(constant(2), role) for role in (None, "time"))
    assert time_of(PlannedPort("float", (plain, plain, plain))) == 1
    assert time_of(PlannedPort("float", (plain, plain, timed))) == 2
    assert time_of(toy_plan().source.gives["main"]) == 1
