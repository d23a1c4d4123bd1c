"""What a spec asks to be proved of the whole pipeline: each word proved, or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isinf

from graphnet.diagnostics import Diagnostic, Diagnostics, Label
from graphnet.graph.flat import SHIFT, SOURCE, FlatStage
from graphnet.graph.rules.cannot_step import cannot_step
from graphnet.graph.rules.not_causal import Leak, not_online
from graphnet.graph.rules.unkept_promise import unkept_promise, unknown_promise
from graphnet.graph.rules.waits_too_long import waits_too_long
from graphnet.graph.shift import culprits, road_of
from graphnet.graph.timing import Way
from graphnet.graph.way import Timed, with_schedule
from graphnet.spec.spec import Located, Spec

Word = Located[str]


def check_promises(spec: Spec, timed: Timed) -> Diagnostics:
    """Prove every word of `prove`, and that a model with `[generate]` can generate.

    Nothing is said of a graph with holes: what is missing was refused already.
    """
    found: list[Diagnostic | None] = []
    for word in spec.prove:
        if word.value not in PROOFS:
            found.append(unknown_promise(word.value, PROOFS, word.at))
        elif timed.way is not None:
            found.append(PROOFS[word.value](word, timed, timed.way))
        elif timed.unverified:
            why = timed.stuck.why or "it takes too long to follow item by item"
            found.append(unkept_promise(word.value, why, word.at))
    table = spec.tree.find("generate")
    is_asked = table is not None and "step" not in (word.value for word in spec.prove)
    if table is not None and is_asked and timed.way is not None and timed.shift is not None:
        found.append(_stuck(timed, Label(table.key_at, "`[generate]` asks for it")))
    return tuple(problem for problem in found if problem is not None)


def _causal(word: Word, timed: Timed, way: Way) -> Diagnostic | None:
    """Each prediction sees only items up to its own; what predicts the next was proved already."""
    if not way.rates()[way.prediction]:
        why = f"`{way.prediction}` gives no time axis, so it comes after the whole sequence"
        return unkept_promise(word.value, why, word.at, _label(timed, way.prediction))
    beyond = way.beyond()
    if beyond[way.prediction] <= 0:
        return None
    culprit = culprits(way, beyond)[0]
    leak = Leak(culprit, beyond[culprit], road_of(timed.graph, way, culprit))
    return not_online(leak, timed.graph.place(culprit), word.at)


def _streaming(word: Word, timed: Timed, way: Way) -> Diagnostic | None:
    """The prediction waits for finitely many items, and what is kept between items is declared."""
    for beat in way.beats:
        if isinf(beat.waits):
            why = f"`{beat.path}` needs the whole sequence before it gives anything"
            return unkept_promise(word.value, why, word.at, _label(timed, beat.path))
        stage = timed.graph.stages.get(beat.path)
        if stage is not None and isinf(beat.field) and not stage.declared.state:
            why = f"`{beat.path}` remembers all that came before and declares no state"
            return unkept_promise(word.value, why, word.at, _label(timed, beat.path))
    return None


def _step(word: Word, timed: Timed, way: Way) -> Diagnostic | None:
    """Every stage steps, has what it needs when its turn comes, and declares what it carries."""
    problem = _stuck(timed, Label(word.at, "promised here"))
    if problem is not None:
        return problem
    stages = (timed.graph.stages[beat.path] for beat in way.beats if beat.path != SHIFT)
    bare = next((stage for stage in stages if _carries_unsaid(stage)), None)
    if bare is None:
        return None
    why = f"`{bare.path}` steps and declares no state"
    return unkept_promise(word.value, why, word.at, _label(timed, bare.path))


def _carries_unsaid(stage: FlatStage) -> bool:
    """Whether a stage steps, is no work on single positions, and says nothing of its state."""
    declared, timing = stage.declared, stage.declared.timing
    return timing.steps and not (declared.state or timing.positionwise or timing.delay)


def _stuck(timed: Timed, asked: Label) -> Diagnostic | None:
    """Why a model cannot go one item at a time; one that predicts no next item may still."""
    if timed.shift is None and timed.way is not None:
        timed = with_schedule(timed, timed.way)
    if timed.schedule is not None:
        return None
    path, why = timed.stuck.path, timed.stuck.why
    if path is None:
        return cannot_step(why, asked.span)
    if timed.stuck.waits:
        return waits_too_long(why, timed.graph.place(path), asked)
    return cannot_step(why, timed.graph.place(path), asked)


def _lossless(word: Word, timed: Timed, _: Way) -> Diagnostic | None:
    """The source keeps values exactly, and all that is done to them up to the target is undone."""
    graph, target = timed.graph, timed.graph.target
    if target is None:
        return unkept_promise(word.value, "nothing is predicted that could be kept", word.at)
    wire = graph.executed(target)
    if wire.stage == SOURCE and wire.port != "main":
        why = f"`{wire.stage}.{wire.port}` is predicted, not the values of the source"
        return unkept_promise(word.value, why, word.at)
    source = graph.stages[SOURCE]
    if not timed.scene.paced.is_exact:
        why = f"`{source.type.name}` with these options and sizes does not keep values exactly"
        return unkept_promise(word.value, why, word.at, Label(source.place, "read here"))
    making = timed.scene.ancestors(wire.stage) - {SOURCE}
    for path in (path for path in timed.scene.order if path in making):
        if not _is_undone(timed, path):
            why = f"`{path}` declares no inverse"
            return unkept_promise(word.value, why, word.at, _label(timed, path))
    return None


def _is_undone(timed: Timed, path: str) -> bool:
    """Whether a stage, or a composite around it, can be undone."""
    parts = path.split(".")
    around = (".".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    stages = (timed.graph.stages[each] for each in around if each in timed.graph.stages)
    return any(stage.declared.inverse is not None for stage in stages)


def _label(timed: Timed, path: str) -> Label:
    return Label(timed.graph.place(path), f"`{path}`")


PROOFS: Mapping[str, Callable[[Word, Timed, Way], Diagnostic | None]] = {
    "lossless": _lossless,
    "streaming": _streaming,
    "causal": _causal,
    "step": _step,
}
"""What can be proved, by its word."""
