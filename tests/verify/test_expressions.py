"""Sizes of an export read as contract expressions, against sympy's own arithmetic."""

from __future__ import annotations

import pytest
import sympy  # type: ignore[import-untyped]  # ships no types
from torch.utils._sympy.functions import FloorDiv, Mod

from graphnet.contract.polynomial import evaluate, render, symbol
from graphnet.verify.expressions import Unreadable, read, read_guard, read_size

S, T = sympy.Symbol("s0", integer=True, positive=True), sympy.Symbol("s1", integer=True)
VALUES = {"s0": symbol("L"), "s1": symbol("K") * 2}

CASES = [
    S + 3,
    2 * S * T - 1,
    FloorDiv(S, 4),
    FloorDiv(S + 7, 3) * 5,
    Mod(S + T, 6),
    sympy.Max(S, T),
    sympy.Min(S, 10),
    S**2,
]


@pytest.mark.parametrize("expression", CASES, ids=str)
def test_an_expression_has_the_same_values(expression: sympy.Expr) -> None:
    found = read(expression, VALUES)
    assert not isinstance(found, Unreadable)
    for length in range(1, 30):
        wanted = int(expression.subs({S: length, T: 2 * 5}))
        assert evaluate(found, {"L": length, "K": 5}) == wanted


def test_a_number_is_itself_and_an_unknown_symbol_is_unreadable() -> None:
    assert read_size(7, VALUES) == read(sympy.Integer(7), VALUES)
    assert isinstance(read(sympy.Symbol("s9"), VALUES), Unreadable)
    assert isinstance(read(sympy.sin(S), VALUES), Unreadable)


def test_a_guard_is_a_comparison() -> None:
    relation = read_guard(sympy.Ne(S, 32), VALUES)
    assert not isinstance(relation, Unreadable)
    assert (render(relation.left), relation.operator, relation.right.as_int) == ("L", "!=", 32)
    assert isinstance(read_guard(sympy.And(S > 3, T > 3), VALUES), Unreadable)
