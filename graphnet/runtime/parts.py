"""What plugins implement beside stages: sources, sinks and baselines, built from a plan."""

from __future__ import annotations

from typing import cast

from graphnet.build.protocols import Baseline, Sink, Source
from graphnet.contract.domain import SolvedDomain
from graphnet.contract.polynomial import Polynomial
from graphnet.diagnostics import Diagnostics
from graphnet.graph.plan import Plan
from graphnet.plugin.load import load_attribute
from graphnet.registry import Registry
from graphnet.values import frozen


@frozen
class NamedBaseline:
    """A baseline and what it is called."""

    name: str
    summary: str
    baseline: Baseline


def build_source(plan: Plan) -> tuple[Source | None, Diagnostics]:
    """The reader of a plan's source."""
    stage = plan.source
    build, problems = load_attribute(stage.implementation)
    if build is None:
        return None, problems
    return cast(Source, build(stage.options, stage.sizes)), problems


def build_sink(plan: Plan, registry: Registry) -> tuple[Sink | None, Diagnostics]:
    """The writer of what a plan's source reads; None, without a word, where it has none."""
    offer = registry.sinks.get(plan.source.sink or "")
    if offer is None:
        return None, ()
    build, problems = load_attribute(offer.implementation)
    if build is None:
        return None, problems
    return cast(Sink, build(plan.source.options, plan.source.sizes)), problems


def build_baselines(
    registry: Registry, n_values: int
) -> tuple[tuple[NamedBaseline, ...], Diagnostics]:
    """Every installed baseline that speaks of values in `[0, n_values)`."""
    found: list[NamedBaseline] = []
    diagnostics: Diagnostics = ()
    for name, offer in sorted(registry.baselines.items()):
        build, problems = load_attribute(offer.implementation)
        diagnostics += problems
        baseline = None if build is None else cast(Baseline | None, build(n_values))
        if baseline is not None:
            found.append(NamedBaseline(name, offer.summary, baseline))
    return tuple(found), diagnostics


def count_values(plan: Plan) -> int | None:
    """How many values the source's whole numbers can take, from 0; None where that is not so."""
    return _count(plan.source.gives["main"].domain)


def _count(domain: SolvedDomain | None) -> int | None:
    if domain is None or len(domain.parts) != 1:
        return None
    part = domain.parts[0]
    low, high = _whole(part.low), _whole(part.high)
    if low != 0 or high is None or not part.low_included:
        return None
    return high + 1 if part.high_included else high


def _whole(limit: Polynomial | float) -> int | None:
    match limit:
        case Polynomial():
            return limit.as_int
        case _:
            return int(limit) if float(limit).is_integer() else None
