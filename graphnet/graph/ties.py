"""Parameters that are one and the same tensor in two stages."""

from __future__ import annotations

from attrs import evolve

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.plan import PlannedParameter, PlannedStage
from graphnet.graph.rules.tie_refused import shapes_differ, unknown_parameter
from graphnet.spec.spec import Spec, TieSpec


def tie_parameters(
    stages: tuple[PlannedStage, ...], spec: Spec
) -> tuple[tuple[PlannedStage, ...], Diagnostics]:
    """Mark every tied parameter with the full name of the one it is."""
    known = {f"{stage.path}.{p.name}": p for stage in stages for p in stage.parameters}
    tied: dict[str, str] = {}
    found: list[Diagnostic] = []
    for written in spec.stages:
        for tie in written.ties:
            mine = f"{written.name}.{tie.parameter}"
            problem = _problem(mine, tie, known)
            if problem is not None:
                found.append(problem)
            else:
                tied[mine] = tie.target
    return tuple(_with_ties(stage, tied) for stage in stages), tuple(found)


def _problem(mine: str, tie: TieSpec, known: dict[str, PlannedParameter]) -> Diagnostic | None:
    for name in (mine, tie.target):
        if name not in known:
            return unknown_parameter(name, known, tie.at)
    if known[mine].shape != known[tie.target].shape:
        shapes = known[mine].shape, known[tie.target].shape
        return shapes_differ(mine, shapes[0], tie.target, shapes[1], tie.at)
    return None


def _with_ties(stage: PlannedStage, tied: dict[str, str]) -> PlannedStage:
    parameters = tuple(
        evolve(p, tied_to=tied.get(f"{stage.path}.{p.name}")) for p in stage.parameters
    )
    return evolve(stage, parameters=parameters)
