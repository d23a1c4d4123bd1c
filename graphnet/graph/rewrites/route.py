"""In which turns a plan is run for some wires, and which of its rewrites can be kept to then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from graphnet.graph.plan import Plan, PlannedStage, Rewrite, Wire
from graphnet.graph.rewrites.dead import needed_for
from graphnet.values import frozen


@frozen
class Turn:
    """Stages that are run together: one alone, or those of a rewrite.

    `over` are the wires that nothing reads any more when the turn is over.
    """

    stages: tuple[PlannedStage, ...]
    rewrite: Rewrite | None = None
    over: tuple[Wire, ...] = ()


def route(plan: Plan, wanted: Sequence[Wire]) -> tuple[Turn, ...]:
    """The turns, in order, in which a plan comes to some wires.

    A rewrite that hides a wanted wire is not kept to: its stages are run plainly. Without rewrites
    every stage is run.
    """
    kept = {rewrite.stages: rewrite for rewrite in _kept(plan, wanted)}
    last = {_last(rewrite): rewrite for rewrite in kept.values()}
    inside = {path for stages in kept for path in stages}
    left_out = _left_out(plan, wanted)
    turns = []
    for stage in plan.stages[1:]:
        rewrite = last.get(stage.path)
        if rewrite is not None:
            turns.append(Turn(tuple(plan.by_path[path] for path in rewrite.stages), rewrite))
        elif stage.path not in inside and stage.path not in left_out:
            turns.append(Turn((stage,)))
    return tuple(_with_ends(turns, frozenset(wanted)))


def _kept(plan: Plan, wanted: Iterable[Wire]) -> Iterator[Rewrite]:
    """The rewrites that hide none of the wanted wires, as far as their stages exist."""
    asked = {wire.stage for wire in wanted}
    for rewrite in plan.rewrites:
        hidden = set(rewrite.stages) - {_last(rewrite)}
        if rewrite.name != "dead" and not hidden & asked:
            yield rewrite


def _last(rewrite: Rewrite) -> str:
    """The stage whose output is that of the whole: of one run early, the early one's own."""
    return rewrite.stages[0] if rewrite.name == "early" else rewrite.stages[-1]


def _left_out(plan: Plan, wanted: Sequence[Wire]) -> frozenset[str]:
    """What nobody wants of the stages that no output needs."""
    dead = {p for rewrite in plan.rewrites if rewrite.name == "dead" for p in rewrite.stages}
    return frozenset(dead - needed_for(plan, wanted)) if dead else frozenset()


def _with_ends(turns: Sequence[Turn], wanted: frozenset[Wire]) -> Iterator[Turn]:
    """The turns with what is over after each of them, found from behind."""
    read = set(wanted)
    found: list[Turn] = []
    for turn in reversed(turns):
        wires = dict.fromkeys(wire for s in turn.stages for wire in s.inputs.values())
        given = (Wire(stage.path, port) for stage in turn.stages for port in stage.gives)
        over = (wire for wire in (*wires, *given) if wire not in read)
        found.append(evolve(turn, over=tuple(over)))
        read |= wires.keys()
    yield from reversed(found)
