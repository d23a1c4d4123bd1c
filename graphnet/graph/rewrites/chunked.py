"""A wide head and the likelihood behind it, run on a few positions at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import final

from graphnet.contract.assume import simplify
from graphnet.contract.polynomial import Polynomial
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage, Rewrite, Wire
from graphnet.graph.rewrites.readers import (
    LENGTHS,
    TIME,
    is_by_position,
    is_cut_alike,
    readers_of,
    width,
)
from graphnet.values import frozen

WORTH = 8
"""How many times wider than what goes in something must be that a segment need not keep."""
NUMBERS = 2**22
"""How many numbers the widest stage may give for one chunk: 16 MiB in float32.

Far below 32 MiB, from where on the C library gives memory back to the system each time it is
freed: what comes from there anew is filled with zeros page by page.
"""
FEWEST, MOST, EVEN = 16, 4096, 8
"""Positions of a chunk: at least, at most, and a multiple of what."""


@frozen
class _Found:
    """The last so many stages: what goes into them and what the widest gives, a position."""

    into: int
    count: int
    widest: int


def find_chunked(plan: Plan) -> tuple[Rewrite, ...]:
    """The stages that end in the objective and can be run chunk by chunk, where that pays.

    Each promises to compute every position by itself (`positionwise`, one item in and one out),
    and is read by none but its own kind. The segment begins where least goes in.
    """
    segment = _Segment(plan)
    found = [each for each in segment.grown() if each.into]
    if not found:
        return ()
    best = min(found, key=lambda each: (each.into, each.count))
    if best.widest < WORTH * best.into:
        return ()
    return (
        Rewrite(
            name="chunked",
            stages=tuple(reversed(segment.paths[: best.count])),
            why=f"{best.widest:,} numbers a position are made of {best.into:,} and kept for none",
            positions=min(MOST, max(FEWEST, NUMBERS // best.widest // EVEN * EVEN)),
        ),
    )


@final
class _Segment:
    """Stages that end in the objective and could be chunked, as they become more."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.paths: list[str] = []
        self.inside: set[str] = set()
        self.entering: dict[Wire, PlannedPort] = {}
        self.lengths: Counter[Polynomial | None] = Counter()
        self.into = 0
        self.widest = 0

    def grown(self) -> Iterator[_Found]:
        """Every one that can be cut alike everywhere, the smallest first."""
        objective, readers = self.plan.objective, readers_of(self.plan)
        if objective is None or tuple(objective.gives) != ("main",):
            return
        for stage in reversed(self.plan.stages[1:]):
            is_private = bool(readers[stage.path]) and readers[stage.path] <= self.inside
            if (stage is objective or is_private) and _fits(stage):
                self._add(stage)
                if len(+self.lengths) == 1 and not self.lengths[None]:
                    yield _Found(self.into, len(self.paths), self.widest)

    def _add(self, stage: PlannedStage) -> None:
        """One stage more in front: what it gives goes in no more, what it takes does."""
        self.paths.append(stage.path)
        self.inside.add(stage.path)
        for name in stage.gives:
            self._count(self.entering.pop(Wire(stage.path, name), None), -1)
        for wire in wires_in((stage,)):
            if wire not in self.entering:
                self.entering[wire] = self.plan.by_path[wire.stage].gives[wire.port]
                self._count(self.entering[wire], 1)
        self.widest = max(self.widest, sum(map(width, stage.gives.values())))

    def _count(self, port: PlannedPort | None, sign: int) -> None:
        if port is not None:
            self.into += sign * width(port)
            self.lengths[self._length(port)] += sign

    def _length(self, port: PlannedPort) -> Polynomial | None:
        """How many positions a port has, None where it cannot be cut."""
        if not is_cut_alike(port):
            return None
        return simplify(port.axes[TIME].size, self.plan.assumptions)


def _fits(stage: PlannedStage) -> bool:
    """Whether a stage can be run on a few positions as on all of them.

    One that takes `lengths` counts from the first position. Where it only selects it can say
    beforehand what it keeps.
    """
    if LENGTHS in stage.inputs and (not stage.timing.selects or stage.parameters):
        return False
    return is_by_position(stage) and all(map(is_cut_alike, stage.gives.values()))


def wires_in(segment: Iterable[PlannedStage]) -> tuple[Wire, ...]:
    """What goes into a segment and is cut with it: all but lengths, each wire once."""
    stages = tuple(segment)
    inside = {stage.path for stage in stages}
    wires = (
        wire
        for stage in stages
        for port, wire in stage.inputs.items()
        if port != LENGTHS and wire.stage not in inside
    )
    return tuple(dict.fromkeys(wires))
