"""How a plan goes over a long sequence in chunks: which stages fire how often, or why it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm

from graphnet.graph.plan import Plan, PlannedStage, Wire
from graphnet.values import frozen

LENGTHS = "lengths"


@frozen(kw_only=True)
class Chunks:
    """What one block of the source makes of the stages on the way to some wires.

    Chunks are multiples of `block` items of the source. `firings` is how often each stage fires
    for one block, `rates` how many items each gives per item of the source.
    """

    block: int
    firings: Mapping[str, int]
    rates: Mapping[str, Fraction]


@frozen
class Whole:
    """Why some stage needs its whole sequence at once; `path` is that stage."""

    why: str
    path: str


def chunks_of(plan: Plan, ends: Sequence[Wire]) -> Chunks | Whole:
    """The chunks in which a plan can be run up to some wires, state carried between them."""
    way = tuple(_way(plan, ends))
    for stage in way:
        why = _why_whole(plan, stage)
        if why:
            return Whole(why, stage.path)
    for wire in ends:
        if plan.by_path[wire.stage].gives[wire.port].time_axis is None:
            return Whole(f"what `{wire.stage}` gives has no time axis", wire.stage)
    rates = _rates(plan, way)
    fires = {
        stage.path: rates[stage.path] / stage.timing.gives
        for stage in way
        if not stage.timing.delay and stage is not plan.source
    }
    block = lcm(*(rate.denominator for rate in (*rates.values(), *fires.values())))
    firings = {path: int(often * block) for path, often in fires.items()}
    return Chunks(block=block, firings=firings, rates=rates)


def _way(plan: Plan, ends: Iterable[Wire]) -> Iterator[PlannedStage]:
    """Every stage that brings something to the ends, feeders first."""
    needed: set[str] = set()
    waiting = [wire.stage for wire in ends]
    while waiting:
        path = waiting.pop()
        if path not in needed:
            needed.add(path)
            waiting += [wire.stage for wire in plan.by_path[path].inputs.values()]
    return (stage for stage in plan.stages if stage.path in needed)


def _rates(plan: Plan, way: Iterable[PlannedStage]) -> Mapping[str, Fraction]:
    """Items per item of the source, stage by stage."""
    found = {plan.source.path: Fraction(1)}
    for stage in way:
        if stage is not plan.source:
            fed = next(wire for wire in stage.inputs.values() if _has_time(plan, wire))
            found[stage.path] = found[fed.stage] * stage.timing.ratio
    return found


def _why_whole(plan: Plan, stage: PlannedStage) -> str:
    """Why a stage cannot take its input in chunks; nothing where it can."""
    timing, path = stage.timing, stage.path
    if stage is plan.source:
        return "" if _has_time(plan, Wire(path)) else "the source has no time axis"
    if timing.lookahead or (timing.latency or 0) > timing.takes:
        return f"`{path}` waits for items that come later"
    if not (timing.positionwise or timing.steps or timing.delay):
        return f"`{path}` needs the whole sequence at once"
    still = {p: w for p, w in stage.inputs.items() if not _has_time(plan, w)}
    told = [port for port in still if port != LENGTHS]
    if told or len(still) == len(stage.inputs):
        return f"`{path}` takes `{(told or ['nothing'])[0]}`, which has no time axis"
    silent = [port for port, planned in stage.gives.items() if planned.time_axis is None]
    return f"what `{path}` gives as `{silent[0]}` has no time axis" if silent else ""


def _has_time(plan: Plan, wire: Wire) -> bool:
    return plan.by_path[wire.stage].gives[wire.port].time_axis is not None


def measured(plan: Plan) -> tuple[Wire, ...]:
    """The wires that figures of a plan are read from: the objective's, and what metrics take."""
    read = (wire for metric in plan.metrics for wire in metric.inputs.values())
    nats = () if plan.objective is None else (Wire(plan.objective.path),)
    return tuple(dict.fromkeys((*nats, *read)))
