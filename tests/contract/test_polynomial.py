"""Expressions come to one normal form, keep their value, and are written for people."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.polynomial import (
    Polynomial,
    Symbol,
    as_int,
    constant,
    evaluate,
    floor_divide,
    is_oversized,
    maximum,
    modulo,
    power,
    render,
    substitute,
    symbol,
    try_evaluate,
)
from tests.contract.expressions import expression, sizes, truth

L, M, S = symbol("L"), symbol("M"), symbol("s")


@settings(max_examples=150, deadline=None)
@given(sizes(("L", "M"), powers=True), st.integers(1, 300), st.integers(1, 40))
def test_values_are_those_of_python(text: str, left: int, right: int) -> None:
    point = {"L": left % 30 + 1 if "2**L" in text else left, "M": right}
    expected = truth(text)(point)
    if expected is not None and expected.bit_length() < 4000:
        assert try_evaluate(expression(text), point) == expected


@settings(max_examples=120, deadline=None)
@given(sizes(("L", "M"), powers=True), sizes(("L", "M")), st.integers(1, 9), st.integers(1, 9))
def test_substitution_is_evaluation_in_two_steps(
    text: str, inner: str, left: int, right: int
) -> None:
    point = {"L": left, "M": right}
    value = try_evaluate(expression(inner), point)
    if value is None or value < 1:
        return
    expected = try_evaluate(expression(text), {"L": value, "M": right})
    found = substitute(expression(text), {Symbol("L"): expression(inner)})
    if expected is not None and not is_oversized(found):
        assert try_evaluate(found, point) == expected


def test_what_has_no_value_stays_as_written_and_says_so_when_evaluated() -> None:
    assert render(floor_divide(L, 0)) == "L//0"
    assert try_evaluate(floor_divide(L, 0), {"L": 3}) is None
    assert try_evaluate(power(2, L - 8), {"L": 3}) is None
    assert try_evaluate(power(2, constant(3) - L), {"L": 1}) == 4
    assert try_evaluate(floor_divide(1, L - 3), {"L": 3}) is None
    with pytest.raises(ZeroDivisionError):
        evaluate(modulo(7, L - 3), {"L": 3})
    with pytest.raises(KeyError):
        evaluate(L, {"M": 3})


@pytest.mark.parametrize(
    "make",
    [
        lambda: power(9, power(9, power(9, 9))),
        lambda: power(2, 10**17),
        lambda: power(2, 4096) * power(2, 4096),
        lambda: power(power(2, 4096), power(2, 4096)),
        lambda: power(L, 10**17),
        lambda: chained(lambda p: modulo(p, 3) * p + modulo(p, 5), 40),
        lambda: chained(lambda p: p * p + 1, 60),
        lambda: chained(lambda p: maximum(p, M + p * 2), 200),
        lambda: substitute(chained(lambda p: p * p, 13), {Symbol("L"): power(2, 4096)}),
    ],
)
def test_what_is_too_large_is_not_worked_out(make: Callable[[], Polynomial]) -> None:
    start = process_time()
    p = make()
    assert try_evaluate(p, {"L": 2**4096, "M": 3}) is None
    assert process_time() - start < 2


def chained(change: Callable[[Polynomial], Polynomial], times: int) -> Polynomial:
    p = L
    for _ in range(times):
        p = change(p)
    return p


def test_the_largest_number_is_kept() -> None:
    assert as_int(power(2, 4096)) == 2**4096
    assert is_oversized(power(2, 4097))


def test_two_huge_expressions_are_the_same_only_if_they_are_written_the_same() -> None:
    huge, other = power(9, 10**9), power(9, 10**9 + 1)
    assert huge == power(9, 10**9)
    assert huge != other
    replaced = substitute(chained(lambda p: modulo(p, 7) * p + 1, 40), {Symbol("L"): M})
    assert replaced != chained(lambda p: modulo(p, 7) * p + 1, 40)
