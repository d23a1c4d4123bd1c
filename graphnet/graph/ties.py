"""Parameters that are one and the same tensor in two stages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import FlatGraph
from graphnet.graph.plan import PlannedStage
from graphnet.graph.rules.tie_refused import ring_of_ties, shapes_differ, unknown_parameter
from graphnet.spec.spec import Spec, TieSpec
from graphnet.values import evolve


def check_ties(graph: FlatGraph, spec: Spec, holes: frozenset[str]) -> Diagnostics:
    """Whether ties name parameters that are there, and end somewhere.

    Nothing is said of parameters of stages that were refused.
    """
    known = {
        f"{stage.path}.{declared.parameter.name}"
        for stage in graph.stages.values()
        if not stage.is_composite
        for declared in stage.declared.parameters
    }
    tied = {mine: tie.target for mine, tie in _ties(spec)}
    found: list[Diagnostic] = []
    for mine, tie in _ties(spec):
        strange = [n for n in (mine, tie.target) if n not in known]
        if strange and _is_judged(strange[0], graph, holes):
            found.append(_unknown(strange[0], known, tie))
        elif not strange and _root(mine, tied) == mine:
            found.append(ring_of_ties(mine, tie.target, tie.at))
    return tuple(found)


def _unknown(name: str, known: Collection[str], tie: TieSpec) -> Diagnostic:
    return unknown_parameter(name, known, tie.at, is_target=name == tie.target)


def _ties(spec: Spec) -> Iterator[tuple[str, TieSpec]]:
    """Every tie of a spec with the full name of the parameter that is another's."""
    for stage in spec.stages:
        for tie in stage.ties:
            yield f"{stage.name}.{tie.parameter}", tie


def _is_judged(name: str, graph: FlatGraph, holes: frozenset[str]) -> bool:
    """Whether the stage of a parameter is known well enough to say that it has none."""
    stage = graph.stages.get(name.partition(".")[0])
    if stage is None:
        return name.partition(".")[0] not in holes
    return stage.is_composite or stage.declared.expansion is None


def _root(name: str, tied: Mapping[str, str]) -> str:
    """The parameter at the end of a chain of ties; the name itself where the chain is a ring."""
    seen = {name}
    end = name
    while end in tied:
        end = tied[end]
        if end in seen:
            return name
        seen.add(end)
    return end


def tie_parameters(
    stages: tuple[PlannedStage, ...], spec: Spec
) -> tuple[tuple[PlannedStage, ...], Diagnostics]:
    """Mark every tied parameter with the full name of the one it is, at the end of its ties."""
    shapes = {f"{stage.path}.{p.name}": p.shape for stage in stages for p in stage.parameters}
    tied = {mine: tie.target for mine, tie in _ties(spec)}
    found = tuple(
        shapes_differ(mine, shapes[mine], tie.target, shapes[tie.target], tie.at)
        for mine, tie in _ties(spec)
        if shapes[mine] != shapes[tie.target]
    )
    roots = {mine: _root(mine, tied) for mine in tied}
    return tuple(_with_ties(stage, roots) for stage in stages), found


def _with_ties(stage: PlannedStage, tied: Mapping[str, str]) -> PlannedStage:
    parameters = tuple(
        evolve(p, tied_to=tied.get(f"{stage.path}.{p.name}")) for p in stage.parameters
    )
    return evolve(stage, parameters=parameters)
