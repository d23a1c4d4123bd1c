"""Bounds hold every value an expression takes, and see through divisions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphnet.contract.assume import NOTHING, Assumptions, Congruence, Range
from graphnet.contract.bounds import bounds
from graphnet.contract.polynomial import Symbol
from tests.contract.expressions import expression, sizes, truth

NARROW = Assumptions((), (Range(Symbol("L"), 3, 9), Range(Symbol("M"), 2, 5)))


@settings(max_examples=150, deadline=None)
@given(sizes(("L", "M"), powers=True))
def test_no_value_lies_outside(text: str) -> None:
    value, p = truth(text), expression(text)
    for known, lefts, rights in (
        (NARROW, range(3, 10), range(2, 6)),
        (NOTHING, range(1, 9), (1, 7)),
    ):
        low, high = bounds(p, known)
        found = [v for a in lefts for b in rights if (v := value({"L": a, "M": b})) is not None]
        assert low is None or all(low <= v for v in found)
        assert high is None or all(v <= high for v in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", (7, 7)),
        ("L + 2*M", (3, None)),
        ("3 - L", (None, 2)),
        ("L - L//4", (1, None)),
        ("L//4 - L", (None, -1)),
        ("L % 16", (0, 15)),
        ("ceildiv(L, 4) - L//4", (0, 1)),
        ("L//4 - (L//4)//2", (0, None)),
        ("min(L, 8)", (1, 8)),
        ("max(L, 8)", (8, None)),
        ("2**L", (2, None)),
        ("(L - 3)**2", (None, None)),
    ],
)
def test_as_tight_as_people_see(text: str, expected: tuple[int | None, int | None]) -> None:
    assert bounds(expression(text), NOTHING) == expected


def test_a_quotient_of_a_known_size_has_the_bounds_of_its_size() -> None:
    known = Assumptions((Congruence(Symbol("L"), 4, 1),), (Range(Symbol("L"), 6, 18),))
    assert bounds(expression("L"), known) == (6, 18)
