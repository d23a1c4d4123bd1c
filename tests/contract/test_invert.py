"""A size without a value is solved for, with what must hold for it to be a size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import NOTHING, Assumptions, Congruence, assume_where, holds
from graphnet.contract.assumptions import render_relation
from graphnet.contract.equate import Bind, Equal, Unknown, Unsolvable, equate
from graphnet.contract.polynomial import Symbol, evaluate, render, substitute
from tests.contract.expressions import expression, sizes, truth

L_BY_16 = Assumptions((Congruence(Symbol("L"), 16, 0),))


@pytest.mark.parametrize(
    ("left", "right", "value", "requires"),
    [
        ("u", "2*L", "2*L", []),
        ("3*L", "u", "3*L", []),
        ("4*u", "L", "L//4", ["L % 4 == 0"]),
        ("4*u + 2", "L", "L//4", ["(L + 2) % 4 == 0", "L//4 >= 1"]),
        ("u + 8", "L", "L - 8", ["L - 8 >= 1"]),
        ("2**u", "65536", "16", []),
        ("2**(u + 1)", "65536", "15", []),
        ("2**u", "2**L", "L", []),
        ("u**2", "49", "7", []),
        ("u*L", "2*L", "2", []),
        ("3*u*L", "6*L*B", "2*B", []),
        ("4*u", "64", "16", []),
    ],
)
def test_binds(left: str, right: str, value: str, requires: list[str] | None) -> None:
    owners = {"u": "stage"}
    verdict = equate(expression(left, owners), expression(right, owners), NOTHING)
    assert isinstance(verdict, Bind)
    assert verdict.symbol == Symbol("u", "stage")
    assert render(verdict.polynomial) == value
    if requires is not None:
        assert [render_relation(r) for r in verdict.requires] == requires


def test_what_is_known_is_not_required_again() -> None:
    verdict = equate(expression("4*u", {"u": "stage"}), expression("L"), L_BY_16)
    assert isinstance(verdict, Bind)
    assert verdict.requires == ()


@settings(max_examples=120, deadline=None)
@given(st.integers(-6, 6), st.integers(-9, 9), sizes(("L",)))
def test_a_bound_symbol_makes_both_sides_equal(factor: int, offset: int, right: str) -> None:
    left = expression(
        f"{factor}*u + {offset}" if factor >= 0 else f"{offset} - {-factor}*u", {"u": "stage"}
    )
    verdict = equate(left, expression(right), NOTHING)
    if not isinstance(verdict, Bind):
        return
    known = assume_where(verdict.requires, NOTHING)
    if not isinstance(known, Assumptions):
        return
    value = truth(right)
    solved = substitute(left, {verdict.symbol: verdict.polynomial})
    for point in ({"L": size} for size in range(1, 80) if not holds(known, {"L": size})):
        assert evaluate(solved, point) == value(point)
        assert evaluate(verdict.polynomial, point) >= 1


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("4*u", "10", "no whole number `u` makes `4*u == 10`"),
        ("2**u", "65537", "no whole number `u` makes `2**u == 65537`"),
        ("u + 8", "4", "`u` would be -4, and a size is at least 1"),
        ("u**2", "50", "no whole number `u` makes `u**2 == 50`"),
    ],
)
def test_says_where_no_size_can_do(left: str, right: str, words: str) -> None:
    owners = {"u": "stage"}
    verdict = equate(expression(left, owners), expression(right, owners), NOTHING)
    assert isinstance(verdict, Unsolvable)
    assert verdict.why == words


@pytest.mark.parametrize(
    ("left", "right"), [("u", "u + 1"), ("u + L", "u + 4"), ("2*u + 3", "2*u")]
)
def test_an_unknown_on_both_sides_is_never_bound_to_itself(left: str, right: str) -> None:
    owners = {"u": "stage"}
    verdict = equate(expression(left, owners), expression(right, owners), NOTHING)
    assert isinstance(verdict, Unsolvable)
    assert verdict.why.endswith("differ whatever `u` is")
    assert equate(expression("u", owners), expression("u//1", owners), NOTHING) == Equal()


def test_two_unknowns_wait() -> None:
    owners = {"u": "stage", "v": "stage"}
    verdict = equate(expression("u*v", owners), expression("12"), NOTHING)
    assert isinstance(verdict, Unknown)
