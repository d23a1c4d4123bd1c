"""Expressions are written as people write them, and read back as the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphnet.contract.polynomial import (
    Polynomial,
    constant,
    floor_divide,
    minimum,
    modulo,
    power,
    symbol,
    try_evaluate,
)
from graphnet.contract.written import render
from tests.contract.expressions import expression, sizes

L, M, S = symbol("L"), symbol("M"), symbol("s")


@settings(max_examples=120, deadline=None)
@given(sizes(("L", "M"), powers=True))
def test_what_is_written_reads_as_the_same_expression(text: str) -> None:
    p = expression(text)
    again = expression(render(p))
    for point in ({"L": a, "M": b} for a in (1, 2, 5, 16) for b in (1, 3, 8)):
        assert try_evaluate(again, point) == try_evaluate(p, point)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (floor_divide(L, 4), "L//4"),
        (symbol("d_model") * 2, "2*d_model"),
        (floor_divide(L, 4) * 4, "4*(L//4)"),
        (power(2, symbol("bits")) - 1, "2**bits - 1"),
        (symbol("channels") * symbol("T"), "channels*T"),
        (constant(1) - L, "1 - L"),
        (-L, "-L"),
        (modulo(L, 16), "L % 16"),
        (modulo(L * 2 + 1, 3) * 2, "2*((2*L + 1) % 3)"),
        (minimum(8192, L), "min(L, 8192)"),
        (floor_divide(L * M, S * 2), "(L*M)//(2*s)"),
        (L * L + L + 1, "L**2 + L + 1"),
        (power(floor_divide(L, 3), 2), "(L//3)**2"),
        (floor_divide(L - 3, 4) + 1, "(L + 1)//4"),
        (constant(0), "0"),
    ],
)
def test_written_as_people_do(p: Polynomial, text: str) -> None:
    assert render(p) == text


@pytest.mark.parametrize("text", ["-(L//4)", "-(L//4) - M", "L - L//4", "-((-L)//4)", "-(L % 4)"])
def test_a_minus_in_front_belongs_to_the_whole_division(text: str) -> None:
    written = render(expression(text))
    for size in range(1, 20):
        point = {"L": size, "M": 3}
        expected = try_evaluate(expression(text), point)
        assert try_evaluate(expression(written), point) == expected
