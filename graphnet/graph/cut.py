"""A plan cut at a stage: what lies behind it is neither built nor run."""

from __future__ import annotations

from functools import partial

from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan, PlannedStage, Wire
from graphnet.graph.records import reference
from graphnet.graph.rules.unknown_stage import unknown_stage
from graphnet.values import evolve


def cut(plan: Plan, at: str) -> tuple[Plan | None, Diagnostics]:
    """The part of a plan that leads to a stage, which becomes its only output.

    `at` is a stage of the spec, a composite, a stage inside one (`backbone.center.0`), or one
    output of a stage (`head.means`). The part has none of the plan's rewrites: it may have others.
    """
    wire = _wire(plan, at)
    if wire is None:
        names = dict.fromkeys((*(stage.folded for stage in plan.stages), *plan.by_path))
        return None, (unknown_stage(at, names),)
    needed = _needed(plan, wire.stage)
    kept = tuple(s for s in plan.stages if s.path in needed or s is plan.source)
    stages = tuple(map(partial(_with_own_ties, owners=_owners(kept)), kept))
    given = plan.carried(wire) or plan.by_path[wire.stage].gives
    outputs = tuple(Wire(wire.stage, port) for port in given)
    return evolve(
        plan,
        stages=stages,
        outputs=outputs,
        prediction=None,
        target=None,
        schedule=None,
        streaming=None,
        rewrites=(),
    ), ()


def _wire(plan: Plan, at: str) -> Wire | None:
    """The wire that carries what a stage, or one output of it, gives."""
    if at in plan.endings:
        return plan.endings[at]
    if at in plan.by_path:
        return Wire(at)
    for path, stage in plan.by_path.items():
        for port in stage.gives if at.startswith(f"{path}.") else ():
            if at in (reference(path, port), f"{path}.{port}"):
                return Wire(path, port)
    return None


def _owners(stages: tuple[PlannedStage, ...]) -> dict[str, str]:
    """For each tensor that several kept places hold, by its name in the plan, the first place."""
    owners: dict[str, str] = {}
    own = {f"{s.path}.{p.name}" for s in stages for p in s.parameters if p.tied_to is None}
    for stage in stages:
        for parameter in stage.parameters:
            if parameter.tied_to is not None:
                name = f"{stage.path}.{parameter.name}"
                tied = parameter.tied_to
                owners.setdefault(tied, tied if tied in own else name)
    return owners


def _with_own_ties(stage: PlannedStage, owners: dict[str, str]) -> PlannedStage:
    """A stage whose tied parameters name a kept place; the first place of all keeps the tensor."""
    parameters = []
    for parameter in stage.parameters:
        owner = owners.get(parameter.tied_to or "")
        if owner == f"{stage.path}.{parameter.name}":
            parameters.append(evolve(parameter, tied_to=None, stored_as=parameter.tied_to))
        else:
            parameters.append(evolve(parameter, tied_to=owner))
    return evolve(stage, parameters=tuple(parameters))


def _needed(plan: Plan, path: str) -> frozenset[str]:
    """A stage and everything that feeds it."""
    needed: set[str] = set()
    waiting = [path]
    while waiting:
        stage: PlannedStage = plan.by_path[waiting.pop()]
        if stage.path not in needed:
            needed.add(stage.path)
            waiting += [wire.stage for wire in stage.inputs.values()]
    return frozenset(needed)
