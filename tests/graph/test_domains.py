"""Domains held against each other, against plain sets of numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import Assumptions
from graphnet.contract.domain import SolvedDomain, SolvedInterval
from graphnet.contract.polynomial import Symbol, constant, symbol
from graphnet.graph.bindings import Bindings
from graphnet.graph.domains import differ, is_open, leaves

OWN = Symbol("n", "stage")

Part = tuple[int, int]  # the first and the last number
parts = st.lists(
    st.tuples(st.integers(-3, 6), st.integers(0, 4)).map(lambda p: (p[0], p[0] + p[1])),
    min_size=1,
    max_size=3,
)


def domain(*spans: Part) -> SolvedDomain:
    found = (
        SolvedInterval(constant(a), constant(b), low_included=True, high_included=True)
        for a, b in spans
    )
    return SolvedDomain(tuple(found))


def values(spans: list[Part]) -> set[int]:
    return {value for a, b in spans for value in range(a, b + 1)}


@settings(max_examples=300)
@given(parts, parts)
def test_whole_numbers_leave_where_sets_do(inner: list[Part], outer: list[Part]) -> None:
    known = Bindings(Assumptions())
    found = leaves(domain(*inner), domain(*outer), known, whole=True)
    assert (found is None) == (values(inner) <= values(outer))
    if found is not None and found.value is not None:
        assert found.value in values(inner) - values(outer)


@settings(max_examples=300)
@given(parts, parts)
def test_domains_differ_where_sets_do(written: list[Part], declared: list[Part]) -> None:
    """Of a written domain that lies in the declared one, as it was found to before."""
    both = [*written, *declared]
    known = Bindings(Assumptions())
    found = differ(domain(*written), domain(*both), known, (), whole=True)
    assert found == (values(written) != values(both))


def test_an_open_limit_is_the_givers() -> None:
    known = Bindings(Assumptions())
    codes = SolvedInterval(constant(0), symbol(OWN), low_included=True, high_included=False)
    taker = SolvedDomain((domain((-9, -9)).parts[0], codes))
    eight = SolvedInterval(constant(0), constant(8), low_included=True, high_included=False)
    assert is_open(taker)
    assert leaves(SolvedDomain((eight,)), taker, known, whole=True) is None
    assert known.value(OWN) == constant(8)


def test_nothing_is_said_while_a_limit_is_open() -> None:
    known = Bindings(Assumptions())
    codes = SolvedInterval(constant(1), symbol(OWN), low_included=True, high_included=False)
    taker = SolvedDomain((codes, domain((90, 99)).parts[0]))
    assert leaves(domain((0, 5)), taker, known, whole=True) is None
    assert not known.is_bound(OWN)
    assert known.unverified == []
