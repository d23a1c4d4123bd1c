"""Who reads what a stage gives, and whether a stage works on every position by itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from graphnet.graph.amounts import is_float
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage

BATCH, TIME = 0, 1
"""Where the axes lie that work is cut along."""
LENGTHS = "lengths"
"""The port at which a stage is told how many positions of each example are real."""

Readers = Mapping[str, frozenset[str]]


def readers_of(plan: Plan) -> Readers:
    """The stages that read each stage; an output of the plan is read by `""`. Metrics are none."""
    found: dict[str, set[str]] = {stage.path: set() for stage in plan.stages}
    for stage in plan.stages:
        for wire in stage.inputs.values():
            found[wire.stage].add(stage.path)
    for wire in plan.outputs:
        found[wire.stage].add("")
    return {path: frozenset(readers) for path, readers in found.items()}


def is_by_position(stage: PlannedStage) -> bool:
    """Whether a stage promises one item for each it takes, of that item alone."""
    timing = stage.timing
    return (
        timing.positionwise
        and timing.ratio == Fraction(1)
        and timing.takes == 1
        and not (timing.delay or timing.lookahead)
    )


def is_cut_alike(port: PlannedPort) -> bool:
    """Whether a port has batch and time as its first axes, by their roles."""
    roles = [axis.role for axis in port.axes[:2]]
    return roles == ["batch", "time"]


def width(port: PlannedPort) -> int:
    """Floating numbers that a port carries for each position; 0 where a size is not known."""
    if not is_float(port):
        return 0
    return prod(axis.size.as_int or 0 for axis in port.axes[2:])
