"""The moments of one training update, and what each of them needs of the stages.

A stage keeps what its declaration says until the backward pass has come back to it. A stage that
runs a second time on the way back (`[train] recompute`) keeps its inputs, and the rest while it
runs. Stages that run chunk by chunk keep the gradients of what goes in, and for one chunk what they
would keep of so many positions. Those behind a stage that selects early work on what that keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import add
from typing import final

from graphnet.contract.assume import simplify
from graphnet.contract.polynomial import Polynomial, Symbol, constant, substitute, symbol
from graphnet.graph.amounts import NOTHING, Bindings, is_float, passing, size_of_port, value_at
from graphnet.graph.plan import Plan, PlannedStage, Wire
from graphnet.graph.recomputing import is_recomputed
from graphnet.graph.records import MAIN
from graphnet.graph.rewrites.chunked import wires_in
from graphnet.graph.rewrites.readers import BATCH, TIME
from graphnet.values import frozen


@frozen
class Chunk:
    """What one chunk needs while it runs: so many positions, each with so many numbers.

    `into` is how many floating numbers go into all chunks: their gradients are kept. `learned` is
    how many parameters there are, of each of which a chunk makes a gradient of its own.
    """

    stages: tuple[PlannedStage, ...]
    positions: int
    per_position: int
    into: Polynomial
    learned: int


@frozen
class Moment:
    """The backward pass at one stage, or a chunk on its way.

    `live` are the stages that keep something then; `passing` is how many numbers are gradients,
    `again` those that `at` keeps while it runs a second time.
    """

    at: PlannedStage
    live: tuple[PlannedStage, ...]
    passing: Polynomial = NOTHING
    again: Polynomial = NOTHING
    chunk: Chunk | None = None


def worst_moment(plan: Plan, bindings: Bindings) -> Moment:
    """The moment that needs most at these sizes, the last of them where several do."""
    keeping = Keeping(plan)
    plain = keeping.plain
    best, most, held = Moment(plan.source, ()), -1, 0
    for index, stage in enumerate(plain):
        held += value_at(keeping.kept(stage), bindings) or 0
        moment = Moment(stage, plain[: index + 1], keeping.passing(stage), keeping.again(stage))
        needs = held + (value_at(moment.passing + moment.again, bindings) or 0)
        best, most = (moment, needs) if needs >= most else (best, most)
    for chunk in keeping.chunks(bindings):
        into = value_at(chunk.into, bindings) or 0
        needs = held + chunk.positions * chunk.per_position + into + chunk.learned
        moment = Moment(chunk.stages[-1], plain, chunk=chunk)
        best, most = (moment, needs) if needs >= most else (best, most)
    return best


@final
class Keeping:
    """What the stages of a plan keep and hand back, its rewrites and `recompute` counted in."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        rewrites = plan.rewrites
        self.chunked = {p for each in rewrites if each.name == "chunked" for p in each.stages}
        self.early = dict(_early(plan))
        dead = {path for each in rewrites if each.name == "dead" for path in each.stages}
        not_plain = self.chunked | dead
        self.plain = tuple(stage for stage in plan.stages if stage.path not in not_plain)

    def kept(self, stage: PlannedStage) -> Polynomial:
        """Numbers kept for the backward pass; what a chunk keeps is kept by none."""
        if stage.path in self.chunked:
            return NOTHING
        if not is_recomputed(self.plan, stage):
            return self._fewer(stage, stage.activations)
        return self._fewer(stage, _floats(self.plan, stage.inputs.values()))

    def again(self, stage: PlannedStage) -> Polynomial:
        """Numbers that a stage keeps while it runs a second time."""
        again = stage.activations if is_recomputed(self.plan, stage) else NOTHING
        return self._fewer(stage, again)

    def passing(self, stage: PlannedStage) -> Polynomial:
        """Numbers that are gradients while the backward pass is at a stage."""
        return self._fewer(stage, passing(stage))

    def chunks(self, bindings: Bindings) -> Iterator[Chunk]:
        """What runs in chunks."""
        for rewrite in self.plan.rewrites:
            if rewrite.name != "chunked":
                continue
            stages = tuple(self.plan.by_path[path] for path in rewrite.stages)
            end = stages[-1].gives[MAIN]
            every = value_at(end.axes[BATCH].size * end.axes[TIME].size, bindings)
            if every:
                yield Chunk(
                    stages=stages,
                    positions=min(rewrite.positions, every),
                    per_position=_most(stages, bindings) // every,
                    into=_floats(self.plan, wires_in(stages)),
                    learned=sum(p.count for stage in stages for p in stage.parameters),
                )

    def _fewer(self, stage: PlannedStage, numbers: Polynomial) -> Polynomial:
        """The same for a stage that works on what another one selects for it."""
        found = self.early.get(stage.path)
        if found is None:
            return numbers
        return substitute(simplify(numbers, self.plan.assumptions), found)


def _early(plan: Plan) -> Iterator[tuple[str, Mapping[Symbol, Polynomial]]]:
    """For each stage that another one selects for: how many positions its length becomes."""
    for rewrite in plan.rewrites:
        first = plan.by_path[rewrite.stages[0]]
        if rewrite.name != "early" or MAIN not in first.gives:
            continue
        given = first.gives[MAIN]
        count = 1 if given.time_axis is None else given.axes[given.time_axis].size.as_int or 1
        time = simplify(first.takes[MAIN].axes[TIME].size, plan.assumptions)
        which = next(iter(time.symbols), None)
        if which is not None and time == symbol(which):
            yield from ((path, {which: constant(count)}) for path in rewrite.stages[1:])


def _floats(plan: Plan, wires: Iterable[Wire]) -> Polynomial:
    """How many floating numbers some wires carry, each counted once."""
    ports = (plan.by_path[wire.stage].gives[wire.port] for wire in dict.fromkeys(wires))
    return reduce(add, (size_of_port(port) for port in ports if is_float(port)), NOTHING)


def _most(stages: tuple[PlannedStage, ...], bindings: Bindings) -> int:
    """What a segment would need at its worst moment, were it run at once."""
    kept, needs = 0, [0]
    for stage in stages:
        kept += value_at(stage.activations, bindings) or 0
        needs.append(kept + (value_at(passing(stage), bindings) or 0))
    return max(needs)
