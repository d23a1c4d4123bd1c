"""Sums and products of sizes obey the laws of arithmetic, and what is too large says so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.algebra import (
    ONE,
    ZERO,
    Polynomial,
    atomic,
    collect,
    constant,
    is_oversized,
    join,
    opaque,
    symbol,
    total,
)
from graphnet.contract.atoms import Floor, Symbol
from graphnet.contract.polynomial import evaluate

L, M = symbol("L"), symbol("M")
Terms = list[tuple[int, int, int]]
TERMS = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(0, 3), st.integers(0, 3)), min_size=0, max_size=5
)
SIZE = st.integers(1, 50)


def written(terms: Terms) -> Polynomial:
    """The sum of `c * L**a * M**b`, built by adding and multiplying."""
    result = ZERO
    for coefficient, a, b in terms:
        product = constant(coefficient)
        for factor in [L] * a + [M] * b:
            product = product * factor
        result = result + product
    return result


def worth(terms: Terms, left: int, right: int) -> int:
    return sum(int(c * left**a * right**b) for c, a, b in terms)


@settings(max_examples=150, deadline=None)
@given(TERMS, TERMS, SIZE, SIZE)
def test_sums_differences_and_products_have_pythons_values(
    one: Terms, two: Terms, left: int, right: int
) -> None:
    p, q, sizes = written(one), written(two), {"L": left, "M": right}
    a, b = worth(one, left, right), worth(two, left, right)
    assert evaluate(p + q, sizes) == a + b
    assert evaluate(p - q, sizes) == a - b
    assert evaluate(p * q, sizes) == a * b
    assert evaluate(-p, sizes) == -a


@settings(max_examples=100, deadline=None)
@given(TERMS, TERMS, TERMS)
def test_what_is_equal_by_the_laws_of_arithmetic_is_equal(a: Terms, b: Terms, c: Terms) -> None:
    p, q, r = written(a), written(b), written(c)
    assert p + q == q + p
    assert (p + q) * r == p * r + q * r
    assert p - p == ZERO
    assert p * 1 == p
    assert total([p, q, r]) == p + (q + r)
    assert hash(p * q) == hash(q * p)


def test_terms_in_any_order_make_one_normal_form() -> None:
    (l_square, _), (m_one, _) = (L * L).terms[0], M.terms[0]
    forwards = collect({l_square: 2, m_one: 0, (): 3})
    assert forwards == collect({(): 3, l_square: 2}) == L * L * 2 + 3
    assert join(l_square, m_one) == join(m_one, l_square) == (L * M * L).terms[0][0]
    assert (ZERO.as_int, ONE.as_int, constant(-7).as_int, L.as_int) == (0, 1, -7, None)


def test_long_factors_are_not_kept() -> None:
    long = constant(2**4000)
    assert not is_oversized(L * long)
    assert is_oversized(L * long * long)
    assert constant(2**4096 - 1) + 1 == constant(2**4096)
    assert is_oversized(constant(2**4096) * 2)


def test_what_is_too_large_equals_only_what_was_made_alike() -> None:
    assert opaque("*", L, M) == opaque("*", L, M)
    assert len({opaque("*", L, M), opaque("+", L, M), opaque("*", L, L), L * M}) == 4
    assert opaque("*", L, M).symbols == {Symbol("L"), Symbol("M")}


def test_an_oversized_part_is_found_inside_a_division() -> None:
    assert is_oversized(atomic(Floor(opaque("*", L, M), L)) + 1)
    assert not is_oversized(atomic(Floor(L * M, L)) + 1)
