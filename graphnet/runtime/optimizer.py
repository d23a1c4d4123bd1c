"""The optimiser with the groups a plan declares, and a learning rate that is a pure function."""

from __future__ import annotations

import math
from collections.abc import Mapping

from torch import nn
from torch.optim import AdamW

from graphnet.graph.groups import Group, group_of
from graphnet.graph.plan import Plan
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.settings import ScheduleSettings


def groups_of(plan: Plan, names: Mapping[str, nn.Parameter]) -> Mapping[Group, tuple[str, ...]]:
    """The network's parameters by group; what a plan does not declare takes the run's setting."""
    settings = plan.settings.train.optimizer
    declared = {
        f"{stage.path}.{parameter.name}": parameter.group
        for stage in plan.stages
        for parameter in stage.parameters
    }
    groups: dict[Group, list[str]] = {}
    for name in names:
        group = group_of(declared.get(name, OptimizerGroup()), settings)
        groups.setdefault(group, []).append(name)
    return {group: tuple(members) for group, members in groups.items()}


def build_optimizer(plan: Plan, network: nn.Module) -> AdamW:
    """AdamW over the network's parameters, one group per declared way to update."""
    named = {n: p for n, p in network.named_parameters() if p.requires_grad}
    settings = plan.settings.train.optimizer
    groups = [
        {
            "params": [named[name] for name in names],
            "names": names,
            "lr": group.lr,
            "top_lr": group.lr,
            "weight_decay": group.weight_decay,
        }
        for group, names in groups_of(plan, named).items()
    ]
    return AdamW(groups, lr=settings.lr, betas=settings.betas, fused=_can_fuse(named))


def set_learning_rates(optimizer: AdamW, factor: float) -> None:
    """Scale every group's own rate."""
    for group in optimizer.param_groups:
        group["lr"] = group["top_lr"] * factor


def schedule_factor(
    schedule: ScheduleSettings, update: int, updates: int, plateaus: int = 0
) -> float:
    """What the learning rate is multiplied by at an update, counted from 0.

    `plateaus` counts those of the validation figure so far.
    """
    if update < schedule.warmup:
        return (update + 1) / schedule.warmup
    match schedule.use:
        case "constant":
            return 1.0
        case "plateau":
            return schedule.factor**plateaus
        case "cosine":
            progress = (update - schedule.warmup) / max(1, updates - schedule.warmup)
            return schedule.final + (1 - schedule.final) * 0.5 * (1 + math.cos(math.pi * progress))


def _can_fuse(named: Mapping[str, nn.Parameter]) -> bool:
    return all(p.is_floating_point() and p.device.type in ("cpu", "cuda") for p in named.values())
