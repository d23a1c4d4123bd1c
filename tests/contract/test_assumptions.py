"""What is known is written as contract text."""

from __future__ import annotations

import pytest

from graphnet.contract.assumptions import (
    NOTHING,
    Assumptions,
    Congruence,
    Range,
    Reason,
    Relation,
    conditions,
    quotient,
    render_range,
)
from graphnet.contract.polynomial import Symbol, floor_divide, symbol

L = Symbol("L")


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        (Range(L, 8), "L >= 8"),
        (Range(L, 1, 8), "L <= 8"),
        (Range(L, 8, 8), "L == 8"),
        (Range(L, 2, 8), "2 <= L <= 8"),
    ],
)
def test_ranges(limits: Range, text: str) -> None:
    assert render_range(limits) == text


def test_all_conditions_in_order() -> None:
    fact = Relation(symbol("T"), "<=", floor_divide(symbol("L"), 4))
    known = Assumptions((Congruence(L, 16, 0),), (Range(L, 32),), (fact,))
    assert conditions(known) == ("L % 16 == 0", "L >= 32", "T <= L//4")
    assert conditions(NOTHING) == ()


def test_who_asked_makes_no_difference_to_what_is_known() -> None:
    asked = Assumptions((Congruence(L, 16, 0, (Reason("down1"),)),))
    assert asked == Assumptions((Congruence(L, 16, 0),))
    assert hash(asked) == hash(Assumptions((Congruence(L, 16, 0),)))


def test_a_quotient_has_the_range_of_its_size() -> None:
    congruence = Congruence(L, 4, 1)
    known = Assumptions((congruence,), (Range(L, 6, 18),))
    limits = known.range(quotient(congruence))
    assert (limits.low, limits.high) == (2, 4)
    assert Assumptions((congruence,)).range(quotient(congruence)).low == 0
