"""How many positions of a stage belong to an example, and how many to what it is padded with."""

from __future__ import annotations

from graphnet.graph.plan import Plan, PlannedPort


def keeps_own_count(plan: Plan, stage: str, port: PlannedPort) -> bool:
    """Whether a port has so many positions however many items the source has.

    So it is where a few were picked, such as the last three: an example that has as many items
    has them all. `stage` is the one that gives the port.
    """
    positions, items = _count(port), _count(plan.source.gives["main"])
    if positions is None or items is None:
        return positions is not None
    rate = plan.by_path[stage].rate
    return bool(rate) and positions != items * rate


def predicts_own_count(plan: Plan) -> bool:
    """Whether that is so of an objective's positions."""
    if plan.objective is None or plan.prediction is None:
        return False
    return keeps_own_count(plan, plan.prediction.stage, plan.objective.gives["main"])


def _count(port: PlannedPort) -> int | None:
    """The length of the time axis, where it is a number."""
    axis = port.time_axis
    return None if axis is None else port.axes[axis].size.as_int
