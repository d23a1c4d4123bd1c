"""The one shift of a plan that predicts `next`, and the proof that nothing sees the answer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from graphnet.diagnostics import Diagnostic
from graphnet.graph.flat import OBJECTIVE, SHIFT, SOURCE, FlatGraph, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.rules.not_causal import Leak, not_causal, read_beside
from graphnet.graph.rules.shifted_twice import shifted_twice
from graphnet.graph.scene import Scene
from graphnet.graph.timing import Way
from graphnet.text import Span
from graphnet.values import evolve

MOST_DELAYS = 100
"""How many delays of a spec are tried as the second shift."""


def shifted(graph: FlatGraph, target: Wire) -> FlatGraph:
    """The graph in which every stage reads the target's wire one item late.

    What compares with the target does not: the objective, and metrics.
    """
    stages = {
        path: stage if path == OBJECTIVE or stage.is_metric else _reading_late(graph, stage, target)
        for path, stage in graph.stages.items()
    }
    return evolve(graph, stages=stages)


def _reading_late(graph: FlatGraph, stage: FlatStage, target: Wire) -> FlatStage:
    late = Wire(SHIFT)
    return stage.rewired(
        {p: late if graph.executed(w) == target else w for p, w in stage.inputs.items()}
    )


def check_next(graph: FlatGraph, way: Way, next_at: Span) -> Diagnostic | None:
    """Whether the prediction of each item depends on items before it, and on no fewer.

    The prediction of item t may see items up to t - 1 (the shift makes it so): more is a leak;
    less is a second shift where the spec itself delays the sequence on every way.
    """
    ahead = way.ahead()
    if ahead[way.prediction] > 0:
        culprit = culprits(way, ahead)[0]
        leak = Leak(culprit, ahead[culprit], road_of(graph, way, culprit))
        return not_causal(leak, graph.place(culprit), next_at)
    if ahead[way.prediction] == 0:
        return None
    own = (beat for beat in way.beats if graph.is_own_delay(beat.path))
    for beat in islice(own, MOST_DELAYS):
        if way.without_delay(beat.path).is_causal():
            road = road_of(graph, way, beat.path)
            return shifted_twice(beat.path, beat.delay, road, (graph.place(beat.path), next_at))
    return None


def check_bypass(scene: Scene, target: Wire, end: str, next_at: Span) -> Diagnostic | None:
    """Whether the prediction sees what its target is made of by a way around the shift."""
    if target.stage == SOURCE:
        return None
    open_scene = evolve(scene, target=None)
    beside = open_scene.way(SOURCE, end)
    if end not in beside.rates():
        return None
    making = open_scene.ancestors(target.stage)
    made_of = {wire for path in making for wire in open_scene.feeders(path)}
    readers = [b.path for b in beside.beats if b.path not in making and {*b.feeders} & made_of]
    whole = evolve(beside, beats=(*open_scene.way(SOURCE, target.stage).beats, *beside.beats))
    sees, first = whole.horizons()[end], whole.origins()[target.stage]
    if not readers or all(last < start for last, start in zip(sees, first, strict=False)):
        return None
    names = (readers[0], next(w.stage for w in open_scene.feeders(readers[0]) if w in made_of))
    return read_beside(names, target.stage, scene.graph.place(readers[0]), next_at)


def culprits(way: Way, ahead: Mapping[str, float]) -> tuple[str, ...]:
    """The stages to blame: walking back from the prediction, the last that see too far."""
    feeders = {beat.path: beat.feeders for beat in way.beats}
    found: list[str] = []
    seen: set[str] = set()
    waiting = [way.prediction]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        leaking = (wire.stage for wire in feeders.get(path, ()) if ahead.get(wire.stage, 0) > 0)
        before = [stage for stage in leaking if stage in feeders]
        waiting += reversed(before)
        found += () if before else (path,)
    return tuple(found)


def road_of(graph: FlatGraph, way: Way, through: str) -> tuple[str, ...]:
    """The way through a stage as people read it: its own composite open, the others closed."""
    inside = graph.folded(through)
    names = (p if graph.folded(p) == inside else graph.folded(p) for p in way.road(through))
    return tuple(dict.fromkeys(names))
