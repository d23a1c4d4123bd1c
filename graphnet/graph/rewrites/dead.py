"""Stages that no output needs: what only metrics read is not run where nobody measures."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.graph.plan import Plan, Rewrite, Wire


def find_dead(plan: Plan) -> tuple[Rewrite, ...]:
    """The stages that lead to no output of the plan."""
    needed = needed_for(plan, plan.outputs)
    dead = tuple(stage.path for stage in plan.stages[1:] if stage.path not in needed)
    if not dead:
        return ()
    why = "only metrics read them: left out where nothing is measured"
    return (Rewrite(name="dead", stages=dead, why=why),)


def needed_for(plan: Plan, ends: Iterable[Wire]) -> frozenset[str]:
    """Every stage that brings something to some wires."""
    needed: set[str] = set()
    waiting = [wire.stage for wire in ends]
    while waiting:
        path = waiting.pop()
        if path not in needed:
            needed.add(path)
            waiting += [wire.stage for wire in plan.by_path[path].inputs.values()]
    return frozenset(needed)
