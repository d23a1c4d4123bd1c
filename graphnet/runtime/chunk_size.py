"""How many items of a sequence are taken at a time, so that memory does not grow with it."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from math import prod

from graphnet.graph.plan import Plan, PlannedPort, PlannedStage

NUMBERS = 2**24
MOST_ITEMS = 2**14


def items_at_a_time(plan: Plan, batch: int, paths: Collection[str] | None = None) -> int:
    """Items of the source such that what the widest stage gives stays below `NUMBERS`.

    `paths` are the stages that run, all where nothing is said.
    """
    widest = max(
        _numbers(stage, port)
        for stage in plan.stages
        if paths is None or stage.path in paths or stage is plan.source
        for port in stage.gives.values()
    )
    return max(1, min(MOST_ITEMS, int(NUMBERS / (widest * max(1, batch)))))


def _numbers(stage: PlannedStage, port: PlannedPort) -> Fraction:
    """How many numbers a port carries for one item of the source."""
    sizes = (axis.size.as_int for axis in port.axes if axis.role not in ("batch", "time"))
    return (stage.rate or Fraction(1)) * prod(size or 1 for size in sizes)
