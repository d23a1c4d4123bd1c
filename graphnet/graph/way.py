"""The way to the prediction in time: shifted once, proved not to see the answer, scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import frozen

from graphnet.diagnostics import Diagnostics
from graphnet.graph.flat import OBJECTIVE, SHIFT, SOURCE, FlatGraph
from graphnet.graph.plan import Schedule, Wire
from graphnet.graph.shift import check_next, shifted
from graphnet.graph.timing import Beat, Blocked, Way, beat_of, schedule
from graphnet.spec.spec import Located, Spec

LONGEST = 1_000_000
"""Items of all stages in one superstep up to which time is followed item by item."""

Predicts = Literal["next", "label", "same"]


@frozen
class Timed:
    """A graph whose prediction is late by one where it must be.

    `rates` are items per item of the target's wire (of the source where nothing is shifted);
    `unverified` is what would take too long to follow item by item.
    """

    graph: FlatGraph
    rates: Mapping[str, Fraction]
    shift: Wire | None = None
    schedule: Schedule | None = None
    why_no_schedule: str = "parts of it are missing"
    unverified: tuple[str, ...] = ()


def time_graph(
    graph: FlatGraph, order: tuple[str, ...], spec: Spec, *, has_time: bool
) -> tuple[Timed, Diagnostics]:
    """Time a graph; nothing is said of a graph with holes on the way to its prediction.

    `has_time` tells whether the prediction has a time axis: without one there is no next item.
    """
    predict = None if spec.objective is None else spec.objective.predict
    if graph.prediction is None or not _is_whole(graph, graph.prediction):
        return Timed(graph, {}), ()
    if predict is None or predict.value != "next" or graph.target is None:
        way = Way(source=SOURCE, beats=_beats(graph, order, SOURCE), prediction=SOURCE)
        return Timed(graph, way.rates(), None, None, "it does not predict the next item"), ()
    return _time_next(graph, order, predict, graph.executed(graph.target), has_time=has_time)


def _time_next(
    graph: FlatGraph,
    order: tuple[str, ...],
    predict: Located[Predicts],
    target: Wire,
    *,
    has_time: bool,
) -> tuple[Timed, Diagnostics]:
    late = shifted(graph, target)
    shift = Beat(SHIFT, (target,), 1, 1, 1, 0.0)
    beats = _beats(late, order, SHIFT)
    prediction = late.executed(graph.prediction or target).stage
    way = Way(source=target.stage, beats=(shift, *beats), prediction=prediction)
    if prediction not in way.rates() or not has_time:
        reason = "its prediction has no time axis, or does not read what it predicts"
        return Timed(late, way.rates(), target, None, reason), ()
    if way.length() > LONGEST:
        reason = f"it stands as at its start only after {way.superstep()} items"
        return Timed(
            late, way.rates(), target, None, reason, ("no item is predicted from itself",)
        ), ()
    problem = check_next(late, way, predict.at)
    if problem is not None:
        return Timed(late, way.rates(), target), (problem,)
    ticks, why = _schedule(late, Way(source=SHIFT, beats=beats, prediction=prediction))
    return Timed(late, way.rates(), target, ticks, why), ()


def _beats(graph: FlatGraph, order: tuple[str, ...], source: str) -> tuple[Beat, ...]:
    """Beats of the stages that `source` feeds, directly or not, up to the prediction."""
    needed = _ancestors(graph, graph.prediction or Wire(SOURCE))
    fed = {source}
    beats: list[Beat] = []
    for path in order:
        stage = graph.stages[path]
        wires = tuple(graph.executed(wire) for wire in stage.inputs.values())
        if path in needed and not stage.is_composite and path not in (SOURCE, OBJECTIVE):
            feeders = tuple(wire for wire in wires if wire.stage in fed)
            if feeders:
                fed.add(path)
                beats.append(beat_of(stage, feeders))
    return tuple(beats)


def _ancestors(graph: FlatGraph, wire: Wire) -> frozenset[str]:
    """The stages a wire depends on, through composites."""
    found: set[str] = set()
    waiting = [graph.executed(wire).stage]
    while waiting:
        path = waiting.pop()
        if path not in found and path in graph.stages:
            found.add(path)
            waiting += [graph.executed(w).stage for w in graph.stages[path].inputs.values()]
    return frozenset(found)


def _is_whole(graph: FlatGraph, wire: Wire) -> bool:
    """Whether all on the way to a wire is there: inputs fed, composites opened, the source."""
    needed = _ancestors(graph, wire)
    stages = [graph.stages[path] for path in needed]
    if SOURCE not in needed or any(s.declared.expansion and not s.is_composite for s in stages):
        return False
    return all(
        port in stage.inputs or node.optional
        for stage in stages
        for port, node in stage.declared.contract.inputs
    )


def _schedule(graph: FlatGraph, way: Way) -> tuple[Schedule | None, str]:
    for beat in way.beats:
        timing = graph.stages[beat.path].declared.timing
        if not (timing.steps or timing.positionwise or timing.delay):
            return None, f"`{beat.path}` cannot go one item at a time"
    match schedule(way):
        case Blocked(path, tick):
            return None, f"`{path}` waits at item {tick} for input that comes later"
        case ticks:
            return Schedule(tuple(_without_delays(graph, tick) for tick in ticks)), ""


def _without_delays(graph: FlatGraph, tick: tuple[str, ...]) -> tuple[str, ...]:
    """Delays are queues, not work: they take no turn."""
    return tuple(path for path in tick if not graph.stages[path].declared.timing.delay)
