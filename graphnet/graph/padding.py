"""Examples of different lengths: what stands behind their ends must not reach what counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.declare import declare
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatGraph, FlatStage
from graphnet.graph.rules.padding_leaks import Spill, other_lengths, padding_leaks
from graphnet.graph.scene import LENGTHS, Scene
from graphnet.graph.shift import culprits
from graphnet.graph.timing import Beat, Way
from graphnet.graph.way import LONGEST, Timed
from graphnet.values import evolve


def check_padding(timed: Timed) -> Diagnostics:
    """Whether right padding reaches the prediction, the objective or a metric.

    A source without `lengths` gives windows of one length, and nothing is padded.
    """
    graph = timed.graph
    source = graph.stages.get(SOURCE)
    if source is None or LENGTHS not in dict(source.declared.contract.outputs):
        return ()
    scene = evolve(timed.scene, tuned=partial(_as_padding_sees, graph))
    found: dict[str, Diagnostic] = {}
    for end in _ends(graph):
        if not scene.is_whole(end):
            continue
        way = scene.way(SOURCE, end)
        if end not in way.rates() or way.length() > LONGEST:
            continue
        for path, problem in (*_spills(scene, way), *_miscounts(scene, way)):
            found.setdefault(graph.folded(path), problem)
    return tuple(found.values())


def _ends(graph: FlatGraph) -> tuple[str, ...]:
    """What counts: the objective and the metrics, else the prediction."""
    ends = tuple(p for p, stage in graph.stages.items() if p == OBJECTIVE or stage.is_metric)
    last = () if graph.prediction is None else (graph.executed(graph.prediction).stage,)
    return ends or last


def _as_padding_sees(graph: FlatGraph, beat: Beat) -> Beat:
    """A stage that heeds `lengths`, or is safe, sees no padding but what its feeders let in.

    One that leaves no time axis counts as if it did, so that what they let in is followed on.
    """
    if not _is_safe(graph, beat.path):
        return beat
    return evolve(beat, sees=0.0, gives=beat.gives or beat.takes)


def _is_safe(graph: FlatGraph, path: str) -> bool:
    """Whether `lengths` are wired to a stage; or it, or a composite around it, is safe without.

    A metric is: what is handed to it has no padding any more.
    """
    stage = graph.stages.get(path)
    if stage is None or stage.is_metric or LENGTHS in stage.inputs:
        return stage is not None
    if _has_port(stage):
        return False
    parts = path.split(".")
    around = (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    stages = (graph.stages[each] for each in around if each in graph.stages)
    return any(each.declared.timing.padding_safe for each in stages)


def _has_port(stage: FlatStage) -> bool:
    """Whether a stage could take `lengths`; of those it does not get, a graph knows nothing."""
    declared, _ = declare(stage.type, stage.options)
    return declared is not None and LENGTHS in dict(declared.contract.inputs)


def _spills(scene: Scene, way: Way) -> Iterator[tuple[str, Diagnostic]]:
    """The first stages on each way that see past the end of what they are fed."""
    beyond = way.beyond()
    if beyond[way.prediction] <= 0:
        return
    beats = {beat.path: beat for beat in way.beats}
    for path in culprits(way, beyond):
        stage = scene.graph.stages[path]
        is_reducing = not beats[path].gives
        if is_reducing and path in scene.paced.refused:  # it does, as far as that is known
            continue
        spill = Spill(
            stage=path,
            beyond=beyond[path],
            is_reducing=is_reducing,
            has_port=not stage.is_inner and _has_port(stage),
        )
        yield path, padding_leaks(spill, stage.place, scene.graph.place(SOURCE))


def _miscounts(scene: Scene, way: Way) -> Iterator[tuple[str, Diagnostic]]:
    """Stages whose `lengths` count fewer items than they take; where more, domains disagree."""
    rates = way.rates()
    for beat in way.beats:
        stage = scene.graph.stages.get(beat.path)
        wire = None if stage is None else stage.inputs.get(LENGTHS)
        if stage is None or wire is None:
            continue
        giver = scene.graph.executed(wire).stage
        counted, taken = rates.get(giver), way.fed(beat)
        if counted and taken > counted:
            yield beat.path, other_lengths(stage.path, giver, taken / counted, stage.place)
