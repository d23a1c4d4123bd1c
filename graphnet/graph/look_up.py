"""From a stage as written to a stage that is known: its type, its options, its declaration."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from graphnet.contract.lower import Unworkable, lower
from graphnet.contract.parser import parse_dim
from graphnet.contract.polynomial import Polynomial, render
from graphnet.diagnostics import Diagnostics
from graphnet.graph.declare import declare
from graphnet.graph.delay import DELAY
from graphnet.graph.flat import METRICS, FlatStage
from graphnet.graph.key_hints import key_hints
from graphnet.graph.names import names_of
from graphnet.graph.resolve import resolve_requirements, resolve_type
from graphnet.graph.rules.broken_plugin import broken_declaration, unreadable_type
from graphnet.graph.rules.unknown_size import unknown_size
from graphnet.graph.rules.unknown_type import RULE as UNKNOWN_TYPE
from graphnet.graph.rules.unworkable_size import unworkable_size
from graphnet.graph.sizes import Scope, is_hole
from graphnet.graph.told import told
from graphnet.plugin.types import StageType
from graphnet.registry import Registry
from graphnet.spec.read_options import read_options
from graphnet.spec.spec import Located, Spec, StageSpec
from graphnet.text import Excerpt
from graphnet.values import evolve, field, frozen

TOLD = ("objective", "metric")
"""What is told what the spec predicts."""


@frozen
class Found:
    """The stages that are known, in document order, and the names of those that are not.

    `metrics` stand beside the graph; `lost` are names of those that are not known.
    """

    stages: Mapping[str, FlatStage]
    holes: frozenset[str]
    metrics: Mapping[str, FlatStage] = field(factory=dict)
    lost: frozenset[str] = frozenset()


def look_up_stages(spec: Spec, registry: Registry, scope: Scope) -> tuple[Found, Diagnostics]:
    """Look up what the spec requires, the source, every stage, the objective and the metrics."""
    stages: dict[str, FlatStage] = {}
    holes: set[str] = set()
    found = unmet = resolve_requirements(spec, registry)
    for written, word, offers in _written(spec, registry):
        stage, problems = _look_up(written, word, offers, registry, scope)
        found += _unsaid(problems, unmet)
        if stage is None:
            holes.add(written.name)
        else:
            stages[written.name] = told(stage, spec) if word in TOLD else stage
    if spec.source is None:
        holes.add("source")
    metrics = {path: stages.pop(path) for path in [*stages] if stages[path].is_metric}
    lost = frozenset(name for name in holes if name.startswith(METRICS))
    return Found(stages, frozenset(holes) - lost, metrics, lost), found


def _unsaid(problems: Diagnostics, unmet: Diagnostics) -> Diagnostics:
    """Problems of a stage but those that only say again that its plugin is missing or broken."""
    said = {problem.message for problem in unmet}
    if unmet and all(
        p.rule is UNKNOWN_TYPE and not any(f.edits for f in p.fixes) for p in problems
    ):
        return ()
    return tuple(problem for problem in problems if problem.message not in said)


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
    stages = ((stage, "stage", offered) for stage in spec.stages)
    metrics = ((metric.stage, "metric", registry.metrics) for metric in spec.metrics)
    return (*source, *stages, *objective, *metrics)


def _look_up(
    written: StageSpec,
    word: str,
    offers: Mapping[str, StageType],
    registry: Registry,
    scope: Scope,
) -> tuple[FlatStage | None, Diagnostics]:
    if written.use is None:
        return None, ()
    stage_type, problems = _type_of(written.use, word, offers, registry)
    if stage_type is None:
        return None, problems
    at, hints = written.use.at, key_hints(stage_type, scope, registry)
    resolve = partial(size_option, scope=scope)
    options, problems = read_options(written.options, stage_type.options, at, resolve, hints)
    if options is None:
        return None, problems
    declared, broken = declare(stage_type, options)
    if declared is None:
        return None, (*problems, broken_declaration(stage_type.name, broken, at))
    stage = FlatStage(
        path=written.name,
        type=stage_type,
        options=options,
        declared=declared,
        spec=evolve(written, is_damaged=written.is_damaged or bool(problems)),
        inputs={},
    )
    return stage, problems


def _type_of(
    use: Located[str], word: str, offers: Mapping[str, StageType], registry: Registry
) -> tuple[StageType | None, Diagnostics]:
    """The type of a name, with all that it names at hand."""
    stage_type, problems = resolve_type(use, word, offers, registry)
    if stage_type is None or stage_type.flaw is None:
        return stage_type, problems
    return None, (unreadable_type(stage_type, stage_type.flaw, use.at),)


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
