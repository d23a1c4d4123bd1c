"""Sources, sinks and baselines are built from a plan, and what cannot be is said and left out."""

from __future__ import annotations

import math

import pytest
from attrs import evolve

from graphnet.contract.domain import SolvedDomain, SolvedInterval
from graphnet.contract.polynomial import Polynomial, constant, symbol
from graphnet.graph.plan import Plan
from graphnet.plugin.types import BaselineType
from graphnet.runtime.parts import build_baselines, build_sink, build_source, count_values
from tests.runtime.tiny import Bytes, Sink, Uniform, tiny_plan, tiny_registry


def with_source(**changes: object) -> Plan:
    plan = tiny_plan()
    source = evolve(plan.source, **changes)  # type: ignore[arg-type]  # fields of a stage
    return evolve(plan, stages=(source, *plan.stages[1:]))


def with_domain(*parts: SolvedInterval) -> Plan:
    gives = tiny_plan().source.gives["main"]
    return with_source(gives={"main": evolve(gives, domain=SolvedDomain(parts))})


def between(low: Polynomial | float, high: Polynomial | float, ends: str = "[)") -> SolvedInterval:
    return SolvedInterval(low, high, ends[0] == "[", ends[1] == "]")


def test_the_reader_of_a_plan_is_its_sources() -> None:
    source, problems = build_source(tiny_plan())
    assert isinstance(source, Bytes)
    assert problems == ()


def test_a_reader_that_cannot_be_had_is_named() -> None:
    source, (problem,) = build_source(with_source(implementation="nowhere.at.all:Reader"))
    assert source is None
    assert problem.rule.code == "GN701"
    assert "nowhere.at.all:Reader" in problem.message


def test_a_source_may_have_no_sink() -> None:
    assert isinstance(build_sink(tiny_plan(), tiny_registry())[0], Sink)
    for name in (None, "tiny.other"):
        assert build_sink(with_source(sink=name), tiny_registry()) == (None, ())


def test_a_baseline_that_cannot_be_had_leaves_the_others() -> None:
    broken = BaselineType(name="tiny.broken", summary="", implementation="nowhere:Base")
    registry = tiny_registry()
    registry = evolve(registry, baselines={**registry.baselines, "tiny.broken": broken})
    (found,), (problem,) = build_baselines(registry, 16)
    assert problem.rule.code == "GN701"
    assert (found.name, found.summary) == ("tiny.uniform", "all alike")
    assert isinstance(found.baseline, Uniform)
    assert found.baseline.n_values == 16


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [(0, 16, "[)"), (0, 15, "[]"), (0, 1, "[)"), (0, 0, "[]"), (0.0, 255.0, "[]")],
)
def test_values_are_counted_as_one_would_one_by_one(low: float, high: float, ends: str) -> None:
    count = sum(1 for n in range(300) if low <= n and (n <= high if ends[1] == "]" else n < high))
    first, last = (constant(end) if isinstance(end, int) else end for end in (low, high))
    assert count_values(with_domain(between(first, last, ends))) == count


@pytest.mark.parametrize(
    "parts",
    [
        (between(constant(1), constant(16)),),
        (between(constant(0), constant(16), "(]"),),
        (between(constant(-8), constant(8)),),
        (between(constant(0), symbol("n")),),
        (between(0.0, math.inf),),
        (between(0.0, 2.5),),
        (between(constant(0), constant(4)), between(constant(6), constant(8))),
    ],
    ids=["from 1", "above 0", "signed", "unknown", "endless", "fraction", "two parts"],
)
def test_values_that_are_no_codes_from_zero_are_not_counted(
    parts: tuple[SolvedInterval, ...],
) -> None:
    assert count_values(with_domain(*parts)) is None
