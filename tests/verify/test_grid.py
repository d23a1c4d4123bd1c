"""Sizes to try: small, inside every condition, three or more of each, batches of 1 and 2."""

from __future__ import annotations

import pytest

from graphnet.verify.grid import at_least, base, candidates, far_points, fits, grid
from graphnet.verify.subject import Subject
from tests.toys import BASE
from tests.verify.proving import stage_text
from tests.verify.test_names import subject


@pytest.fixture
def pooled() -> Subject:
    """A stage that asks for even lengths."""
    return subject(BASE, "net.down")


def test_each_free_size_has_three_values_or_more_and_the_batch_is_1_and_2(pooled: Subject) -> None:
    points = grid(pooled)
    assert len({point["L"] for point in points}) >= 3
    assert {1, 2} <= {point["B"] for point in points}


def test_every_point_keeps_what_the_contract_asks(pooled: Subject) -> None:
    assert all(point["L"] % 2 == 0 for point in (*grid(pooled), *far_points(pooled)))
    assert not fits(pooled, {"B": 2, "L": 7})
    assert fits(pooled, {"B": 2, "L": 8})


def test_a_bounded_size_stays_inside_its_bounds() -> None:
    bounded = subject(stage_text("up-to-64-said"), "probed")
    assert max(point["L"] for point in far_points(bounded)) == 64


def test_the_base_is_small_and_gives_each_size_its_own_number(pooled: Subject) -> None:
    point = base(pooled)
    assert point is not None
    assert point["B"] != point["L"]
    assert max(point.values()) <= 16


def test_a_size_can_be_asked_to_be_long(pooled: Subject) -> None:
    point = at_least(pooled, "L", 21)
    assert point is not None
    assert point["L"] == 22


def test_candidates_begin_at_the_first_that_is_allowed(pooled: Subject) -> None:
    assert list(candidates(pooled.known, "L", (0, 1, 2))) == [2, 4, 6]
