"""Domains are read as unions of intervals and values; one that holds nothing is refused."""

from __future__ import annotations

import pytest

from graphnet.contract.parse_dims import MOST_ARGUMENTS
from graphnet.contract.parse_values import read_domain
from graphnet.contract.syntax import Binary, Domain, Infinity, Interval, Negation, Points, Real
from tests.contract.nodes import HERE, cursor, message, name, number


def test_ends_of_every_kind() -> None:
    domain = read_domain(cursor("(-inf, -1.5] | {-100, 2*C} | [1e-3, inf)"))
    first = Interval(Infinity(-1, at=HERE), Real(-1.5, at=HERE), False, True, at=HERE)
    minus = Negation(number(100), at=HERE)
    twice = Binary("*", number(2), name("C"), at=HERE)
    last = Interval(Real(1e-3, at=HERE), Infinity(1, at=HERE), True, False, at=HERE)
    assert domain == Domain((first, Points((minus, twice), at=HERE), last), at=HERE)


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("[0, 4)", False),
        ("[4, 4]", False),
        ("[4, 0)", True),
        ("[-1, -2]", True),
        ("[-2, -1]", False),
        ("[0.5, -inf)", True),
        ("[inf, 0]", True),
        ("[1.5, 1]", True),
        ("[n, 0]", False),  # may hold something, for all that is known here
        ("[0, 1] | [3, 2]", True),
    ],
)
def test_ends_in_the_wrong_order_are_refused_where_both_are_numbers(
    text: str, is_refused: bool
) -> None:
    place = cursor(text)
    read_domain(place)
    assert ("no value lies in" in message(place)) is is_refused


def test_each_part_of_a_union_knows_its_own_place() -> None:
    domain = read_domain(cursor("[0, n)  | { -1 }"))
    assert [part.at.text for part in domain.parts] == ["[0, n)", "{ -1 }"]
    assert domain.at.text == "[0, n)  | { -1 }"


@pytest.mark.parametrize("text", ["{}", "{1, }", "{1", "[0]", "[0, 1", "0, 1", "[0, 1] |", "[, 1]"])
def test_what_is_no_domain_is_refused(text: str) -> None:
    place = cursor(text)
    read_domain(place)
    assert place.problem is not None
    assert place.problem.rule.code == "GN106"


@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_sets_and_values_are_bounded(more: int, is_read: bool) -> None:
    ones = ["1"] * (MOST_ARGUMENTS + more)
    for text in (f"{{{', '.join(ones)}}}", " | ".join(f"[0, {one}]" for one in ones)):
        place = cursor(text)
        read_domain(place)
        assert (message(place) == "") is is_read
