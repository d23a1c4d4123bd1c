"""Sizes where two expressions differ keep all that is known, and are small."""

from __future__ import annotations

from graphnet.contract.assume import NOTHING, Assumptions, Range, Relation
from graphnet.contract.polynomial import Symbol, symbol
from graphnet.contract.simplify import reduce_by
from graphnet.contract.witness import first_witness, points_near
from tests.contract.expressions import expression
from tests.contract.known import L_BY_16

L, T = Symbol("L"), Symbol("T")


def witness(left: str, right: str, known: Assumptions) -> dict[str, int] | None:
    a, b = expression(left), expression(right)
    found = first_witness(a, b, reduce_by(a - b, known), known)
    return None if found is None else {which.name: v for which, v in found.sizes.items()}


def test_the_smallest_sizes_that_differ() -> None:
    assert witness("L//5", "L//4", NOTHING) == {"L": 4}
    assert witness("L//5", "L//4", L_BY_16) == {"L": 16}


def test_sizes_near_the_numbers_that_are_written() -> None:
    assert witness("min(L, 8192)", "L", NOTHING) == {"L": 8193}
    assert witness("max(2*L, 8192)", "8192", NOTHING) == {"L": 4097}


def test_facts_and_ranges_are_kept_also_on_symbols_that_only_facts_name() -> None:
    below = Relation(symbol(T), "<=", symbol("L"))
    known = Assumptions((), (Range(L, 3, 9),), (below,))
    assert witness("T", "1", known) == {"L": 3, "T": 2}
    points = list(points_near((expression("T"),), known))
    assert points
    assert all(point[T] <= point[L] <= 9 for point in points)


def test_none_where_there_is_none() -> None:
    assert witness("2**L % 2", "0", NOTHING) is None
