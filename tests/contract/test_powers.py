"""Powers and extrema come to one form, and what is too large is not worked out."""

from __future__ import annotations

import pytest

from graphnet.contract.polynomial import Polynomial, constant, is_oversized, symbol, try_evaluate
from graphnet.contract.powers import maximum, minimum, power

L, M = symbol("L"), symbol("M")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (power(L + 1, 2), L * L + L * 2 + 1),
        (power(2, L + 1), power(2, L) * 2),
        (power(power(2, L), 2), power(2, L * 2)),
        (power(L * 2, 3), L * L * L * 8),
        (power(L, 0), constant(1)),
        (power(1, L), constant(1)),
        (power(-1, 10**9 + 1), constant(-1)),
        (minimum(L, L + 1, 7, 9), minimum(7, L)),
        (maximum(L, L + 1, 7, 9), maximum(9, L + 1)),
        (minimum(L, minimum(M, 3)), minimum(3, M, L)),
        (maximum(minimum(L, M), minimum(M, L)), minimum(L, M)),
    ],
)
def test_one_normal_form(left: Polynomial, right: Polynomial) -> None:
    assert left == right


def test_a_long_sum_keeps_its_power() -> None:
    long = L + M * 2 + L * M + M * M * 3 + 5 + L * L + L * L * M
    p = power(long, 16)
    assert not is_oversized(p)
    assert try_evaluate(p, {"L": 2, "M": 3}) == (2 + 6 + 6 + 27 + 5 + 4 + 12) ** 16


def test_an_exponent_that_may_be_negative_is_not_split() -> None:
    p = power(2, constant(3) - L)
    assert try_evaluate(p, {"L": 1}) == 4
    assert try_evaluate(p, {"L": 4}) is None
