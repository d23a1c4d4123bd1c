"""Thousands of arbitrary comparisons held against brute force: not one verdict may be wrong."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import NOTHING, Assumptions
from graphnet.contract.equate import Different, Equal, equate
from graphnet.contract.polynomial import Polynomial
from tests.contract.arbitrary import (
    UNKNOWN,
    Pair,
    bound_wrongly,
    drawn,
    equations,
    lies,
    pair_of,
)
from tests.contract.expressions import expression
from tests.contract.known import L_BY_4

THOROUGH = settings(
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def sides(pair: Pair) -> tuple[Polynomial, Polynomial] | None:
    """Both texts as the solver sees them, None where one has no value anywhere."""
    owners = {UNKNOWN: "a stage"}
    try:
        return expression(pair.left, owners), expression(pair.right, owners)
    except AssertionError:  # it divides by zero, or would be too large
        return None


def known(pair: Pair) -> Assumptions | None:
    """What its conditions say, None where one of them has no value or none can hold."""
    try:
        return pair.known()
    except AssertionError:
        return None


SEEN: Counter[str] = Counter()
BOUND: Counter[str] = Counter()


@settings(THOROUGH, max_examples=6500)
@given(drawn(pair_of))
def test_no_verdict_on_arbitrary_sizes_is_wrong(pair: Pair) -> None:
    both, conditions = sides(pair), known(pair)
    if both is None or conditions is None:
        SEEN["refused"] += 1
        return
    verdict = equate(*both, conditions)
    SEEN[type(verdict).__name__] += 1
    assert not lies(pair, verdict), verdict


def test_what_was_compared_was_worth_it() -> None:
    """The test before this one saw at least 5,000 pairs, and verdicts of every sort."""
    if not SEEN:  # it ran in another process
        test_no_verdict_on_arbitrary_sizes_is_wrong()
    compared = SEEN.total() - SEEN["refused"]
    assert compared >= 5000, SEEN
    assert min(SEEN["Equal"], SEEN["Different"]) > 1000, SEEN
    assert 0 < SEEN["Unknown"] < compared / 10, SEEN


@settings(THOROUGH, max_examples=1200)
@given(drawn(pair_of))
def test_conditions_that_are_refused_hold_nowhere(pair: Pair) -> None:
    if pair.conditions and all(_lowers(c) for c in pair.conditions) and pair.known() is None:
        assert not pair.allowed()


def _lowers(condition: tuple[str, str, str]) -> bool:
    try:
        expression(condition[0])
        expression(condition[2])
    except AssertionError:
        return False
    return True


@settings(THOROUGH, max_examples=1500)
@given(drawn(equations))
def test_what_is_bound_solves_and_what_is_refused_has_no_solution(pair: Pair) -> None:
    both, conditions = sides(pair), known(pair)
    if both is not None and conditions is not None:
        verdict = equate(*both, conditions)
        BOUND[type(verdict).__name__] += 1
        assert not bound_wrongly(pair, verdict), verdict


def test_equations_were_solved_and_refused() -> None:
    """The test before this one saw many of both."""
    if not BOUND:  # it ran in another process
        test_what_is_bound_solves_and_what_is_refused_has_no_solution()
    assert BOUND["Bind"] > 300, BOUND
    assert BOUND["Unsolvable"] > 100, BOUND


@pytest.mark.parametrize(
    ("left", "right", "given_that"),
    [("(L//4)//4", "L//16", NOTHING), ("4*(L//4)", "L", L_BY_4)],
)
def test_what_others_cannot_prove_is_proved(left: str, right: str, given_that: Assumptions) -> None:
    assert equate(expression(left), expression(right), given_that) == Equal()


@pytest.mark.parametrize(
    ("left", "right", "conditions"),
    [
        ("max((L - 100)//M, -5)", "(L - 100)//M", (("L", "<=", "400"), ("M", "<=", "50"))),
        ("min((L - 100)//M, 5)", "(L - 100)//M", (("L", "<=", "400"), ("M", "<=", "50"))),
        ("max(M*(L - 9), -8)", "M*(L - 9)", ()),
        ("min(2**L, 4096)", "2**L", ()),
        ("(L//M)*M", "L", (("L % 2", "==", "0"), ("M % 2", "==", "0"))),
        ("(L % M) % 2", "L % 2", (("M % 2", "==", "1"),)),
        ("max(L, M)", "L", (("M", "<=", "7"), ("L % 7", "==", "6"))),
        ("(L**2)//(L + 1)", "L - 1 + L//1000", ()),
    ],
)
def test_what_fails_far_away_is_not_proved(
    left: str, right: str, conditions: tuple[tuple[str, str, str], ...]
) -> None:
    """Statements that are false, if only for large or unlikely sizes."""
    pair = Pair(left, right, conditions, ("L", "M"))
    both, given_that = sides(pair), known(pair)
    assert both is not None
    assert given_that is not None
    verdict = equate(*both, given_that)
    assert not isinstance(verdict, Equal)
    assert not lies(pair, verdict)


@settings(THOROUGH, max_examples=60)
@given(st.integers(2, 10**6), st.integers(0, 3))
def test_a_bound_is_never_taken_for_the_size(bound: int, more: int) -> None:
    """`min(L, 8192) == L` agrees on any small grid, and is false."""
    text = f"min(L, {bound})" + f" + {more} - {more}" * bool(more)
    verdict = equate(expression(text), expression("L"), NOTHING)
    assert isinstance(verdict, Different)
    assert verdict.witness["L"] > bound
