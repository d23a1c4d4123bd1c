"""Which parameters are updated how: the groups stages ask for, filled in by the run's settings."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.graph.learning import frozen_parameters
from graphnet.graph.plan import Plan, PlannedParameter
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.settings import OptimizerSettings
from graphnet.values import frozen


@frozen
class Group:
    """How some parameters are updated: `lr` is the rate at the top of the schedule."""

    lr: float
    weight_decay: float


@frozen(kw_only=True)
class Members:
    """The parameters of one group. `asked` are the names under which stages ask for it."""

    group: Group
    asked: tuple[str, ...]
    stages: tuple[str, ...]
    parameters: tuple[str, ...]
    count: int


def group_of(asked: OptimizerGroup, settings: OptimizerSettings) -> Group:
    """A group with the run's settings where the stage leaves them open."""
    return Group(
        lr=settings.lr if asked.lr is None else asked.lr,
        weight_decay=settings.weight_decay if asked.weight_decay is None else asked.weight_decay,
    )


def groups_of_plan(plan: Plan) -> tuple[Members, ...]:
    """Every group of a plan, in the order in which its first parameter stands; ties count once.

    What is frozen is in none.
    """
    settings = plan.settings.train.optimizer
    grouped: dict[Group, list[tuple[str, PlannedParameter]]] = {}
    for path, parameter in _parameters(plan):
        grouped.setdefault(group_of(parameter.group, settings), []).append((path, parameter))
    return tuple(
        Members(
            group=group,
            asked=tuple(dict.fromkeys(parameter.group.name for _, parameter in found)),
            stages=tuple(dict.fromkeys(path.partition(".")[0] for path, _ in found)),
            parameters=tuple(f"{path}.{parameter.name}" for path, parameter in found),
            count=sum(parameter.count for _, parameter in found),
        )
        for group, found in grouped.items()
    )


def _parameters(plan: Plan) -> Iterator[tuple[str, PlannedParameter]]:
    frozen = frozen_parameters(plan)
    for stage in plan.stages:
        for parameter in stage.parameters:
            if parameter.tied_to is None and f"{stage.path}.{parameter.name}" not in frozen:
                yield stage.path, parameter
