"""The first number that intervals miss is told, with open, closed and endless ends."""

from __future__ import annotations

from math import inf

import pytest

from graphnet.contract.coverage import Missed, Numbers, first_missed, first_missed_whole


@pytest.mark.parametrize(
    ("inner", "outer", "missed"),
    [
        (Numbers(0, 9), [Numbers(0, 4), Numbers(5, 9)], None),
        (Numbers(0, 9), [Numbers(0, 4), Numbers(6, 9)], Missed(5)),
        (Numbers(0, 9), [Numbers(6, 9), Numbers(0, 7)], None),
        (Numbers(0, inf), [Numbers(0, 5)], Missed(6)),
        (Numbers(0, inf), [Numbers(-3, inf)], None),
        (Numbers(-inf, 0), [Numbers(-9, 0)], Missed(-10)),
        (Numbers(-inf, inf), [Numbers(-inf, 3)], Missed(4)),
        (Numbers(3, 3), [], Missed(3)),
    ],
)
def test_whole_numbers(inner: Numbers, outer: list[Numbers], missed: Missed | None) -> None:
    assert first_missed_whole(inner, outer) == missed


@pytest.mark.parametrize(
    ("inner", "outer", "missed"),
    [
        (Numbers(0, 1), [Numbers(0, 0.5), Numbers(0.5, 1)], None),
        (Numbers(0, 1), [Numbers(0, 0.5), Numbers(0.6, 1)], Missed(0.55)),
        (Numbers(0, 1), [Numbers(0, 0.5, True, False), Numbers(0.5, 1, False)], Missed(0.5)),
        (Numbers(0, 1, False), [Numbers(0, 1, False)], None),
        (Numbers(0, 1, True, False), [Numbers(0, 1, True, False)], None),
        (Numbers(0, 1), [Numbers(0, 1, True, False)], Missed(1)),
        (Numbers(-inf, inf), [Numbers(-inf, inf)], None),
        (Numbers(-inf, inf), [], Missed(0)),
        (Numbers(2, 2), [Numbers(2, 2)], None),
    ],
)
def test_real_numbers(inner: Numbers, outer: list[Numbers], missed: Missed | None) -> None:
    assert first_missed(inner, outer) == missed
