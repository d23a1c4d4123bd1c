"""From a stage as written to a stage that is known: its type, its options, its declaration."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from graphnet.contract.lower import Unworkable, lower
from graphnet.contract.parser import parse_dim
from graphnet.contract.polynomial import Polynomial, render
from graphnet.diagnostics import Diagnostics
from graphnet.graph.declare import declare
from graphnet.graph.delay import DELAY
from graphnet.graph.flat import FlatStage
from graphnet.graph.names import names_of
from graphnet.graph.resolve import resolve_requirements, resolve_type
from graphnet.graph.rules.broken_plugin import broken_declaration
from graphnet.graph.rules.unknown_size import unknown_size
from graphnet.graph.rules.unknown_type import RULE as UNKNOWN_TYPE
from graphnet.graph.rules.unworkable_size import unworkable_size
from graphnet.graph.sizes import Scope, is_hole
from graphnet.plugin.types import StageType
from graphnet.registry import Registry
from graphnet.spec.read_options import read_options
from graphnet.spec.spec import Spec, StageSpec
from graphnet.text import Excerpt


@frozen
class Found:
    """The stages that are known, in document order, and the names of those that are not."""

    stages: Mapping[str, FlatStage]
    holes: frozenset[str]


def look_up_stages(spec: Spec, registry: Registry, scope: Scope) -> tuple[Found, Diagnostics]:
    """Look up what the spec requires, the source, every stage and the objective."""
    stages: dict[str, FlatStage] = {}
    holes: set[str] = set()
    found = unmet = resolve_requirements(spec, registry)
    for written, word, offers in _written(spec, registry):
        stage, problems = _look_up(written, word, offers, registry, scope)
        found += () if unmet and _follows(problems) else problems
        if stage is None:
            holes.add(written.name)
        else:
            stages[written.name] = stage
    if spec.source is None:
        holes.add("source")
    return Found(stages, frozenset(holes)), found


def _follows(problems: Diagnostics) -> bool:
    """Whether a stage is unknown for no other reason than that its plugin is missing."""
    return all(p.rule is UNKNOWN_TYPE and not any(f.edits for f in p.fixes) for p in problems)


def _written(
    spec: Spec, registry: Registry
) -> tuple[tuple[StageSpec, str, Mapping[str, StageType]], ...]:
    offered = {**registry.stages, DELAY.name: DELAY}
    source = () if spec.source is None else ((spec.source, "source", registry.sources),)
    objective = (
        ()
        if spec.objective is None
        else ((spec.objective.stage, "objective", registry.objectives),)
    )
    return (*source, *((stage, "stage", offered) for stage in spec.stages), *objective)


def _look_up(
    written: StageSpec,
    word: str,
    offers: Mapping[str, StageType],
    registry: Registry,
    scope: Scope,
) -> tuple[FlatStage | None, Diagnostics]:
    if written.use is None:
        return None, ()
    stage_type, problems = resolve_type(written.use, word, offers, registry)
    if stage_type is None:
        return None, problems
    options, problems = read_options(
        written.options, stage_type.options, written.use.at, lambda text: size_option(text, scope)
    )
    if options is None:
        return None, problems
    declared, broken = declare(stage_type, options)
    if declared is None:
        refused = broken_declaration(stage_type.name, broken, written.use.at)
        return None, (*problems, refused)
    stage = FlatStage(
        path=written.name,
        type=stage_type,
        options=options,
        declared=declared,
        spec=evolve(written, is_damaged=written.is_damaged or bool(problems)),
        inputs={},
    )
    return stage, problems


def size_option(text: Excerpt, scope: Scope) -> tuple[int | None, Diagnostics]:
    """An integer option written as an expression over sizes, such as `"d_model // 2"`."""
    dim, problems = parse_dim(text)
    if dim is None:
        return None, problems
    unknown = [n for n in names_of(dim) if n.text not in scope.values and n.text not in scope.holes]
    if unknown:
        return None, (unknown_size(unknown[0].text, (unknown[0].at,), scope.values),)
    match lower(dim, scope.value):
        case Unworkable(_, why):
            return None, (unworkable_size(why, dim.at),)
        case Polynomial() as value if not is_hole(value):
            if value.as_int is not None:
                return value.as_int, ()
            why = f"`{text.value}` is not a number but `{render(value)}`, which is free"
            return None, (unworkable_size(why, dim.at),)
        case _:  # a size that was refused already
            return None, ()
