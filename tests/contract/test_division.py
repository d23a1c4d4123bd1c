"""Rounded divisions come to one form, whichever way they are nested."""

from __future__ import annotations

import pytest

from graphnet.contract.division import ceildiv, floor_divide, is_positive, modulo
from graphnet.contract.polynomial import Polynomial, constant, evaluate, symbol
from tests.contract.expressions import expression, truth

L, M, S = symbol("L"), symbol("M"), symbol("s")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (floor_divide(floor_divide(L, 4), 4), floor_divide(L, 16)),
        (floor_divide(floor_divide(L, 4) + M, 4), floor_divide(L + M * 4, 16)),
        (floor_divide(L * 4 + 3, 4), L),
        (floor_divide(L * 4 + 6, 4), L + 1),
        (floor_divide(L * 6, 4), L + floor_divide(L, 2)),
        (floor_divide(L * 2 + 1, 4), floor_divide(L, 2)),
        (modulo(L, 4), L - floor_divide(L, 4) * 4),
        (ceildiv(L, 4), floor_divide(L + 3, 4)),
        (ceildiv(L, S), floor_divide(L + S - 1, S)),
        (floor_divide(L * S, S), L),
        (floor_divide(L * S * 6, S * 4), L + floor_divide(L, 2)),
        (floor_divide(L * S + 1, S), L + floor_divide(1, S)),
        (floor_divide(floor_divide(L, S), 2), floor_divide(L, S * 2)),
        (floor_divide(floor_divide(L, 2), S), floor_divide(L, S * 2)),
        (floor_divide(L, -4), floor_divide(-L, 4)),
        (floor_divide(0, S), constant(0)),
    ],
)
def test_one_normal_form(left: Polynomial, right: Polynomial) -> None:
    assert left == right
    assert hash(left) == hash(right)


def test_a_negative_divisor_rounds_down_too() -> None:
    divided = floor_divide(L * 5 + 1, S * -2)
    for size in range(1, 30):
        for stride in (1, 2, 3, 7):
            expected = (5 * size + 1) // (-2 * stride)
            assert evaluate(divided, {"L": size, "s": stride}) == expected


def test_only_multiples_of_sizes_are_surely_positive() -> None:
    assert is_positive(S * 2)
    assert is_positive(constant(4))
    assert not is_positive(S * -2)
    assert not is_positive(S - 1)
    assert not is_positive(constant(0))


@pytest.mark.parametrize(
    ("text", "number"),
    [("ceildiv(M, M)", 1), ("1//(2*M)", 0), ("(-2)//(2*M*L)", -1), ("(2*M - 1)//M", 1)],
)
def test_a_number_below_its_divisor_has_a_quotient(text: str, number: int) -> None:
    assert expression(text).as_int == number


@pytest.mark.parametrize("text", ["1//M", "(-2)//M", "2//(2*M)", "(-3)//(2*M)"])
def test_a_number_that_may_reach_its_divisor_has_none(text: str) -> None:
    value = truth(text)
    assert expression(text).as_int is None
    for size in range(1, 9):
        assert evaluate(expression(text), {"M": size}) == value({"M": size})
