"""What one value of the objective is, in words: a sample of a sequence, or the label of a clip."""

from __future__ import annotations

from typing import Literal

from graphnet.graph.plan import Plan

Unit = Literal["sample", "label"]


def unit_of(plan: Plan) -> Unit:
    """A label where the objective has no time axis: it gives one number for a whole clip."""
    objective = plan.objective
    has_time = objective is None or objective.gives["main"].time_axis is not None
    return "sample" if has_time else "label"
