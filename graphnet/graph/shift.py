"""The one shift of a plan that predicts `next`, and the proof that nothing sees the answer."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from graphnet.diagnostics import Diagnostic
from graphnet.graph.flat import OBJECTIVE, SHIFT, FlatGraph, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.rules.not_causal import not_causal
from graphnet.graph.rules.shifted_twice import shifted_twice
from graphnet.graph.timing import Way
from graphnet.text import Span


def shifted(graph: FlatGraph, target: Wire) -> FlatGraph:
    """The graph in which every stage but the objective reads the target's wire one item late."""
    stages = {
        path: stage if path == OBJECTIVE else _reading_late(graph, stage, target)
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
        culprit = _leak(way, ahead)
        road = tuple(dict.fromkeys(beat.path.split(".", 1)[0] for beat in way.beats))
        return not_causal(culprit, ahead[culprit], road, _place(graph, culprit), next_at)
    if ahead[way.prediction] == 0:
        return None
    for beat in way.beats:
        if graph.is_own_delay(beat.path) and way.without_delay(beat.path).is_causal():
            return shifted_twice(beat.path, beat.delay, _place(graph, beat.path), next_at)
    return None


def _leak(way: Way, ahead: Mapping[str, float]) -> str:
    """The stage to blame: walking back from the prediction, the last that sees too far."""
    feeders = {beat.path: beat.feeders for beat in way.beats}
    path = way.prediction
    while True:
        leaking = (wire.stage for wire in feeders.get(path, ()) if ahead.get(wire.stage, 0) > 0)
        before = next((stage for stage in leaking if stage in feeders), None)
        if before is None:
            return path
        path = before


def _place(graph: FlatGraph, path: str) -> Span:
    stage = graph.stages.get(path)
    stage = stage if stage is not None else next(iter(graph.stages.values()))
    return stage.place
