"""Periods and degrees are long enough: what is 0 on the grid is 0 far beyond it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphnet.contract.assume import NOTHING, Assumptions, Range
from graphnet.contract.polynomial import Symbol
from graphnet.contract.quasi import BUDGET, Repeat, grid, is_zero, repeats
from tests.contract.expressions import expression, sizes, truth


@pytest.mark.parametrize(
    ("text", "period", "degree"),
    [
        ("L", 1, 1),
        ("L//4", 4, 1),
        ("(2*L)//4", 2, 1),
        ("((L//4)*3 + 2)//4", 16, 1),
        ("L//4 + L//6", 12, 1),
        ("(L*L)//3", 3, 2),
        ("L*(L//2)", 2, 2),
    ],
)
def test_periods_multiply_along_nesting_and_meet_across(
    text: str, period: int, degree: int
) -> None:
    assert repeats(expression(text)) == {Symbol("L"): Repeat(period, degree)}


@pytest.mark.parametrize("text", ["min(L, 8)", "2**L", "7//L", "L//2 + max(L, M)"])
def test_extrema_powers_and_division_by_sizes_do_not_repeat(text: str) -> None:
    assert repeats(expression(text)) is None
    assert is_zero(expression(text), NOTHING) is None


def test_a_grid_beyond_the_budget_is_not_walked() -> None:
    assert grid(expression("L//1000000 - M//1000000"), NOTHING) is None
    points = grid(expression("L//100 - M"), NOTHING)
    assert points is not None
    assert len(list(points)) == 200 * 2 <= BUDGET


def test_a_narrow_range_is_walked_as_a_whole() -> None:
    known = Assumptions((), (Range(Symbol("L"), 3, 5),))
    points = grid(expression("L//100000 + L"), known)
    assert points is not None
    assert [point[Symbol("L")] for point in points] == [3, 4, 5]


@settings(max_examples=150, deadline=None)
@given(sizes(("L",)), sizes(("L",)))
def test_zero_on_the_grid_is_zero_everywhere(left: str, right: str) -> None:
    decided = is_zero(expression(f"{left} - ({right})"), NOTHING)
    if decided is not None:
        here, there = truth(left), truth(right)
        same = [here({"L": size}) == there({"L": size}) for size in range(1, 1200)]
        assert all(same) == decided or (decided is False and not all(same))
