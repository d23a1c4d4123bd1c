"""Which stages run a second time on the way back, so that they keep nothing but their inputs."""

from __future__ import annotations

from graphnet.graph.amounts import NOTHING
from graphnet.graph.plan import Plan, PlannedStage


def is_recomputed(plan: Plan, stage: PlannedStage) -> bool:
    """Whether `[train] recompute` reaches a stage.

    Not the objective: its backward pass comes first, when everything is there still. Not a stage
    that keeps nothing, and not one of a segment that runs in chunks, which keeps nothing either.
    """
    if not plan.settings.train.recompute or stage is plan.objective:
        return False
    return stage.activations != NOTHING and not runs_in_chunks(plan, stage)


def runs_in_chunks(plan: Plan, stage: PlannedStage) -> bool:
    """Whether a rewrite runs a stage chunk by chunk, with its gradients at once."""
    return any(r.name == "chunked" and stage.path in r.stages for r in plan.rewrites)
