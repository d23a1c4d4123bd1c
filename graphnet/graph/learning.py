"""Which parameters a run trains: all of a plan's but those of the stages it freezes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphnet.diagnostics import Diagnostics
from graphnet.diagnostics.near import close_matches
from graphnet.graph.costs import parameters_of
from graphnet.graph.plan import Plan, PlannedStage
from graphnet.graph.rules.nothing_learns import nothing_learns
from graphnet.graph.rules.unknown_stage import unknown_frozen
from graphnet.spec.origins import item_places
from graphnet.spec.tree import Table

KEY = "train.freeze"


def is_frozen(plan: Plan, path: str) -> bool:
    """Whether a stage, or one it is part of, is frozen."""
    return any(f"{path}.".startswith(f"{name}.") for name in plan.settings.train.freeze)


def frozen_parameters(plan: Plan) -> frozenset[str]:
    """The parameters of frozen stages by full name, a tied one also by its owner's."""
    frozen = ((s.path, p) for s in plan.stages if is_frozen(plan, s.path) for p in s.parameters)
    return frozenset(
        name for path, p in frozen for name in (f"{path}.{p.name}", p.tied_to) if name is not None
    )


def learned(plan: Plan) -> int:
    """How many numbers a run trains."""
    frozen = frozen_parameters(plan)
    return sum(
        parameter.count
        for stage in plan.stages
        for parameter in stage.parameters
        if parameter.tied_to is None and f"{stage.path}.{parameter.name}" not in frozen
    )


def learning_text(plan: Plan) -> str:
    """How many parameters learn and what does not; empty where all do."""
    if not plan.settings.train.freeze:
        return ""
    names = ", ".join(plan.settings.train.freeze)
    return f"{learned(plan):,} of {parameters_of(plan.stages):,} parameters learn; frozen: {names}"


def check_freeze(plan: Plan, tree: Table) -> Diagnostics:
    """Refuse to freeze what is not there, or everything."""
    names, places = plan.settings.train.freeze, item_places(tree, KEY)
    known = dict.fromkeys(_freezable(plan.stages[1:]))
    unknown = tuple(
        unknown_frozen(name, known, close_matches(name, known, n=1), places[i])
        for i, name in enumerate(names)
        if name not in known
    )
    if unknown or not names or learned(plan) or not parameters_of(plan.stages):
        return unknown
    kept = [each for each in names if not _has_parameters(plan, each)]
    return (nothing_learns(names, (*kept, *_but_last(plan)), plan.settings.places.get(KEY)),)


def _but_last(plan: Plan) -> Iterable[str]:
    """The stages of the spec that have parameters, without the last of them."""
    with_parameters = (stage.folded for stage in plan.stages if stage.parameters)
    return tuple(dict.fromkeys(with_parameters))[:-1]


def _has_parameters(plan: Plan, name: str) -> bool:
    return any(s.parameters for s in plan.stages if f"{s.path}.".startswith(f"{name}."))


def _freezable(stages: Iterable[PlannedStage]) -> Iterator[str]:
    """Every stage and every part of its path."""
    for stage in stages:
        parts = stage.path.split(".")
        yield from (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
