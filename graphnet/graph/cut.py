"""A plan cut at a stage: what lies behind it is neither built nor run."""

from __future__ import annotations

from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan, PlannedStage, Wire
from graphnet.graph.rules.unknown_stage import unknown_stage


def cut(plan: Plan, at: str) -> tuple[Plan | None, Diagnostics]:
    """The part of a plan that leads to a stage, which becomes its only output.

    `at` is a stage of the spec, a composite, or a stage inside one (`backbone.center.0`).
    """
    wire = plan.endings.get(at) or (Wire(at) if at in plan.by_path else None)
    if wire is None:
        names = dict.fromkeys((*(stage.folded for stage in plan.stages), *plan.by_path))
        return None, (unknown_stage(at, names),)
    needed = _needed(plan, wire.stage)
    stages = tuple(s for s in plan.stages if s.path in needed or s is plan.source)
    return evolve(
        plan, stages=stages, outputs=(wire,), prediction=None, target=None, schedule=None
    ), ()


def _needed(plan: Plan, path: str) -> frozenset[str]:
    """A stage and everything that feeds it."""
    needed: set[str] = set()
    waiting = [path]
    while waiting:
        stage: PlannedStage = plan.by_path[waiting.pop()]
        if stage.path not in needed:
            needed.add(stage.path)
            waiting += [wire.stage for wire in stage.inputs.values()]
    return frozenset(needed)
