"""The way to the prediction in time: shifted once, proved not to see the answer, scheduled."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from graphnet.diagnostics import Diagnostics
from graphnet.graph.flat import SHIFT, SOURCE, FlatGraph
from graphnet.graph.pace import Paced
from graphnet.graph.plan import Schedule, Streaming, Wire
from graphnet.graph.scene import Scene
from graphnet.graph.schedule import Blocked, schedule
from graphnet.graph.shift import check_bypass, check_next, shifted
from graphnet.graph.streaming import streaming_of
from graphnet.graph.timing import Way
from graphnet.spec.spec import Located, Spec
from graphnet.values import evolve, frozen

LONGEST = 1_000_000
"""Items of all stages in one superstep up to which time is followed item by item."""

Predicts = Literal["next", "label", "same"]


@frozen
class Stuck:
    """Why a way cannot go one item at a time; `path` is the stage to blame, if one is.

    A stage that `waits` could go on, were its input there.
    """

    why: str
    path: str | None = None
    waits: bool = False


@frozen(kw_only=True)
class Timed:
    """A graph whose prediction is late by one where it must be.

    `way` leads from the source to the prediction, None where parts of it are missing or it is
    too long to follow. `rates` are items per item of the source. `unverified` is what would take
    too long to follow item by item.
    """

    graph: FlatGraph
    scene: Scene
    rates: Mapping[str, Fraction] = {}
    way: Way | None = None
    shift: Wire | None = None
    schedule: Schedule | None = None
    stuck: Stuck = Stuck("parts of it are missing")
    streaming: Streaming | None = None
    unverified: tuple[str, ...] = ()


def time_graph(
    paced: Paced, order: tuple[str, ...], spec: Spec, *, has_time: bool
) -> tuple[Timed, Diagnostics]:
    """Time a graph; nothing is said of a graph with holes on the way to its prediction.

    `has_time` tells whether the prediction has a time axis: without one there is no next item.
    """
    graph, scene = paced.graph, Scene(paced, order)
    predict = None if spec.objective is None else spec.objective.predict
    end = None if graph.prediction is None else graph.executed(graph.prediction).stage
    if end is None or not scene.is_whole(end):
        return Timed(graph=graph, scene=scene), ()
    if predict is None or predict.value != "next" or graph.target is None:
        stuck = Stuck("it does not predict the next item")
        return _followed(Timed(graph=graph, scene=scene, stuck=stuck), end), ()
    return _time_next(scene, predict, graph.executed(graph.target), has_time=has_time)


def _followed(timed: Timed, end: str) -> Timed:
    """The same with the way from the source followed, unless it is too long."""
    way = timed.scene.way(SOURCE, end)
    if end not in way.rates():
        return timed
    known = evolve(timed, rates=way.rates())
    if way.length() > LONGEST:
        why = f"it stands as at its start only after {way.superstep()} items"
        return evolve(known, stuck=Stuck(why))
    return evolve(known, way=way, streaming=streaming_of(way))


def _time_next(
    scene: Scene, predict: Located[Predicts], target: Wire, *, has_time: bool
) -> tuple[Timed, Diagnostics]:
    late = shifted(scene.graph, target)
    scene = evolve(scene, paced=evolve(scene.paced, graph=late), target=target)
    end = late.executed(late.prediction or target).stage
    timed = _followed(Timed(graph=late, scene=scene, shift=target), end)
    way = scene.way(target.stage, end, is_late=True)
    if end not in way.rates() or not has_time:
        why = "its prediction has no time axis, or does not read what it predicts"
        return evolve(timed, stuck=Stuck(why)), ()
    if timed.way is None:
        return evolve(timed, unverified=("no item is predicted from itself",)), ()
    problem = check_next(late, way, predict.at) or check_bypass(scene, target, end, predict.at)
    if problem is not None:
        return evolve(timed, way=None), (problem,)
    return with_schedule(timed, scene.way(SHIFT, end)), ()


def with_schedule(timed: Timed, way: Way) -> Timed:
    """The same with the turns of a way's stages, or with why there are none."""
    for beat in way.beats:
        timing = timed.graph.stages[beat.path].declared.timing
        if beat.waits > beat.takes and (timing.lookahead or timing.latency):
            late = beat.waits - beat.takes
            more = "1 more item" if late == 1 else f"{late:.0f} more items"
            why = f"`{beat.path}` waits for {more} before it gives one"
            return evolve(timed, stuck=Stuck(why, beat.path, waits=True))
        if not (timing.steps or timing.positionwise or timing.delay):
            why = f"`{beat.path}` cannot go one item at a time"
            return evolve(timed, stuck=Stuck(why, beat.path))
    match schedule(way):
        case Blocked(path, tick):
            why = f"`{path}` waits at item {tick} for input that comes later"
            return evolve(timed, stuck=Stuck(why, path, waits=True))
        case ticks:
            turns = Schedule(tuple(_without_delays(timed.graph, tick) for tick in ticks))
            return evolve(timed, schedule=turns, stuck=Stuck(""))


def _without_delays(graph: FlatGraph, tick: tuple[str, ...]) -> tuple[str, ...]:
    """Delays are queues, not work: they take no turn."""
    return tuple(path for path in tick if not graph.stages[path].declared.timing.delay)
