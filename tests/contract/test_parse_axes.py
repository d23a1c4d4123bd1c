"""Shapes are read axis by axis: roles, `#`, `_`, one variadic, and at most 64 axes."""

from __future__ import annotations

import pytest

from graphnet.contract.parse_axes import MOST_AXES, read_shape
from graphnet.contract.syntax import ROLES, AnyAxis, Axis, Variadic
from tests.contract.nodes import HERE, cursor, message, name, number


def test_every_kind_of_axis() -> None:
    assert read_shape(cursor("(*S, _, time:#L, n.m,)")) == (
        Variadic("S", at=HERE),
        AnyAxis(at=HERE),
        Axis(name("L"), "time", may_be_one=True, at=HERE),
        Axis(name("n.m"), at=HERE),
    )
    assert read_shape(cursor("(...)")) == (Variadic(None, at=HERE),)
    assert read_shape(cursor("()")) == ()


def test_every_role_is_read_and_may_also_name_a_size() -> None:
    for role in sorted(ROLES):
        assert read_shape(cursor(f"({role}:4, {role})")) == (
            Axis(number(4), role, at=HERE),
            Axis(name(role), at=HERE),
        )


@pytest.mark.parametrize("text", ["(B,, L)", "(B L)", "(B, L", "(role:L)", "(*, L)", "B, L"])
def test_what_is_no_shape_is_refused(text: str) -> None:
    place = cursor(text)
    read_shape(place)
    assert place.problem is not None
    assert place.problem.rule.code == "GN106"


def test_only_one_part_of_a_shape_may_stand_for_any_number_of_axes() -> None:
    place = cursor("(..., L, *S)")
    read_shape(place)
    assert place.problem is not None
    assert [label.span.text for label in place.problem.others] == ["..."]
    assert place.problem.primary is not None
    assert place.problem.primary.span.text == "*S"


@pytest.mark.parametrize(("count", "is_read"), [(MOST_AXES, True), (MOST_AXES + 1, False)])
def test_the_largest_shape_is_read_and_a_larger_one_refused(count: int, is_read: bool) -> None:
    place = cursor(f"({', '.join('B' * count)})")
    read_shape(place)
    assert (message(place) == "") is is_read


def test_what_follows_a_shape_is_left_to_others() -> None:
    place = cursor("(B, L) in [0, 1]")
    assert len(read_shape(place)) == 2
    assert place.seen.text == "in"
