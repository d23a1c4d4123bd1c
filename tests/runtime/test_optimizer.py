"""Every parameter is updated by its own group, at a rate that is a function of the update."""

from __future__ import annotations

import math
from collections import Counter

import pytest
import torch
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW
from torch.profiler import ProfilerActivity, profile

from graphnet.graph.groups import Group, groups_of_plan
from graphnet.runtime.optimizer import (
    build_optimizer,
    groups_of,
    schedule_factor,
    set_learning_rates,
)
from graphnet.spec.settings import OptimizerSettings, ScheduleSettings
from tests.runtime.tiny import tiny_network, tiny_plan, tiny_training

SETTINGS = tiny_training(optimizer=OptimizerSettings(lr=0.01, weight_decay=0.1))


def test_parameters_fall_into_the_groups_their_stages_declare() -> None:
    plan = tiny_plan(SETTINGS)
    groups = groups_of(plan, dict(tiny_network(plan).named_parameters()))
    assert groups == {
        Group(0.01, 0.1): ("encoder.weight",),
        Group(0.001, 0.0): ("decay.a",),
        Group(0.01, 0.0): ("head.weight",),
    }


def test_what_a_plan_does_not_declare_takes_the_settings_of_the_run() -> None:
    plan = tiny_plan(SETTINGS)
    stray = {"elsewhere.weight": torch.nn.Parameter(torch.zeros(1))}
    assert groups_of(plan, stray) == {Group(0.01, 0.1): ("elsewhere.weight",)}


def test_a_schedule_scales_each_group_from_its_own_top() -> None:
    plan = tiny_plan(SETTINGS)
    optimizer = build_optimizer(plan, tiny_network(plan))
    set_learning_rates(optimizer, 0.5)
    assert [group["lr"] for group in optimizer.param_groups] == [0.005, 0.0005, 0.005]


def test_an_update_is_what_adamw_says_it_is() -> None:
    """Against one update of torch's own AdamW per parameter, built by hand."""
    plan = tiny_plan(SETTINGS)
    network, twin = tiny_network(plan), tiny_network(plan)
    optimizer = build_optimizer(plan, network)
    rates = {"encoder.weight": (0.01, 0.1), "decay.a": (0.001, 0.0), "head.weight": (0.01, 0.0)}
    for name, parameter in twin.named_parameters():
        parameter.grad = torch.ones_like(parameter)
        lr, decay = rates[name]
        AdamW([parameter], lr=lr, weight_decay=decay, fused=False, foreach=False).step()
    for parameter in network.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    for mine, theirs in zip(network.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_a_warm_up_rises_evenly_to_the_top() -> None:
    schedule = ScheduleSettings(warmup=4)
    factors = [schedule_factor(schedule, k, 100) for k in range(6)]
    assert factors == [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]


def test_a_cosine_falls_from_the_top_to_its_final_share() -> None:
    schedule = ScheduleSettings(use="cosine", warmup=10, final=0.1)
    assert schedule_factor(schedule, 10, 110) == 1.0
    assert schedule_factor(schedule, 60, 110) == pytest.approx(0.55)
    assert schedule_factor(schedule, 110, 110) == pytest.approx(0.1)
    middle = schedule_factor(schedule, 35, 110)
    assert middle == pytest.approx(0.1 + 0.9 * (1 + math.cos(math.pi / 4)) / 2)


def test_each_plateau_multiplies_the_rate() -> None:
    schedule = ScheduleSettings(use="plateau", factor=0.5, warmup=2)
    assert [schedule_factor(schedule, k, 9, plateaus=3) for k in (0, 1, 2)] == [0.5, 1.0, 0.125]


def test_the_groups_that_are_shown_are_those_of_the_optimizer() -> None:
    """What `show --cost` prints is what torch's own groups say, parameter by parameter."""
    plan = tiny_plan(SETTINGS)
    network = tiny_network(plan)
    real = {
        name: (group["top_lr"], group["weight_decay"])
        for group in build_optimizer(plan, network).param_groups
        for name in group["names"]
    }
    shown = {
        name: (members.group.lr, members.group.weight_decay)
        for members in groups_of_plan(plan)
        for name in members.parameters
    }
    assert shown == real
    counts = sum(members.count for members in groups_of_plan(plan))
    assert counts == sum(parameter.numel() for parameter in network.parameters())


def test_clipping_and_updating_are_one_operation_each_whatever_there_is_to_learn() -> None:
    """Where the device has such, as the processor does: so long as every parameter is a float."""
    plan = tiny_plan(SETTINGS)
    network = tiny_network(plan)
    optimizer = build_optimizer(plan, network)
    for parameter in network.parameters():
        parameter.grad = torch.ones_like(parameter)
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        clip_grad_norm_(network.parameters(), 0.5)
        optimizer.step()
    calls = Counter(event.name for event in seen.events() or ())
    assert calls["aten::_foreach_norm"] == 1
    assert calls["aten::_foreach_mul_"] == 1
    assert calls["aten::_fused_adamw_"] == len(optimizer.param_groups)
