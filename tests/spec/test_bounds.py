"""Bounds hold numbers, and refuse in words."""

from __future__ import annotations

import math

import pytest

from graphnet.spec.bounds import Within


@pytest.mark.parametrize(
    ("bounds", "inside", "outside", "words"),
    [
        (Within(1), (1, 7), (0, -1), "at least 1"),
        (Within(0, low_included=False), (0.1,), (0, -0.0), "above 0"),
        (Within(0, 1), (0, 1), (-0.1, 1.1), "at least 0 and at most 1"),
        (Within(high=1, high_included=False), (0.9, -5), (1,), "below 1"),
        (Within(), (0,), (math.inf, math.nan), "a finite number"),
    ],
)
def test_numbers_lie_within_or_not(
    bounds: Within, inside: tuple[float, ...], outside: tuple[float, ...], words: str
) -> None:
    assert all(bounds.holds(number) for number in inside)
    assert not any(bounds.holds(number) for number in outside)
    assert bounds.words == words
