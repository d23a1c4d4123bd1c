"""Shared comparison, hash and repr do what those that attrs compiles for each class do."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import Any

import attrs
import cattrs
import pytest
from attrs import evolve, field

from graphnet.values import frozen


@frozen
class Point:
    """Plain fields."""

    x: int
    y: object = 0


@frozen(kw_only=True)
class Mixed:
    """Fields that take part in some comparisons only."""

    seen: int
    place: int = field(default=0, eq=False, repr=False)
    table: object = field(default=None, hash=False)
    inner: Point | None = None


@attrs.frozen(kw_only=True)
class MixedByAttrs:
    """The same, left to attrs."""

    seen: int
    place: int = field(default=0, eq=False, repr=False)
    table: object = field(default=None, hash=False)
    inner: Point | None = None


@frozen
class Empty:
    """No fields."""


@frozen(slots=False)
class Own:
    """Methods of its own."""

    x: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "<own>"


@frozen(eq=False)
class Apart:
    """Equal to itself only."""

    x: int


@frozen(slots=False, cache_hash=True)
class Kept:
    """A hash that is kept."""

    x: tuple[int, ...]


VALUES: list[dict[str, Any]] = [
    {"seen": seen, "place": place, "table": table, "inner": inner}
    for seen, place, table, inner in product((1, 2), (0, 5), (None, 3), (None, Point(1), Point(2)))
]


def test_equality_is_that_of_attrs() -> None:
    for left, right in product(VALUES, VALUES):
        ours, theirs = (
            Mixed(**left) == Mixed(**right),
            MixedByAttrs(**left) == MixedByAttrs(**right),
        )
        assert ours == theirs
        assert (Mixed(**left) != Mixed(**right)) != ours


def test_hashes_agree_as_those_of_attrs_do() -> None:
    for left, right in product(VALUES, VALUES):
        ours = hash(Mixed(**left)) == hash(Mixed(**right))
        assert ours == (hash(MixedByAttrs(**left)) == hash(MixedByAttrs(**right)))


def test_a_field_out_of_the_hash_may_be_unhashable() -> None:
    assert hash(Mixed(seen=1, table={})) == hash(Mixed(seen=1, table=[]))
    with pytest.raises(TypeError):
        hash(Point([]))  # type: ignore[arg-type]  # on purpose


def test_values_of_two_classes_are_never_equal() -> None:
    others: list[object] = [(1, 2), MixedByAttrs(seen=1), Empty(), None]
    assert Point(1, 2) not in others
    assert Mixed(seen=1) not in others
    assert Empty() == Empty()
    assert hash(Empty()) == hash(Empty())
    assert hash(Empty()) != hash(Point(1))


def test_they_show_the_fields_that_are_shown() -> None:
    for values in VALUES:
        expected = repr(MixedByAttrs(**values)).replace("MixedByAttrs", "Mixed")
        assert repr(Mixed(**values)) == expected
    assert repr(Empty()) == "Empty()"


def test_they_are_frozen_have_slots_and_match_by_place() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Point(1).x = 2  # type: ignore[misc]  # on purpose
    assert not hasattr(Point(1), "__dict__")
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_attrs_and_cattrs_know_them() -> None:
    assert evolve(Point(1, 2), y=3) == Point(1, 3)
    assert [each.name for each in attrs.fields(Mixed)] == ["seen", "place", "table", "inner"]
    assert attrs.asdict(Mixed(seen=1, inner=Point(2)))["inner"] == {"x": 2, "y": 0}
    assert cattrs.structure({"x": [1, 2]}, Kept) == Kept((1, 2))


def test_what_a_class_defines_itself_stays() -> None:
    assert Own(1) == Own(2)
    assert hash(Own(1)) == 7
    assert repr(Own(1)) == "<own>"
    first, second = Apart(1), Apart(1)
    assert first == first  # noqa: PLR0124  # that is the question
    assert first != second
    assert len({first, second}) == 2
    assert repr(first) == "Apart(x=1)"
    assert Kept((1,)) == Kept((1,))
    assert hash(Kept((1,))) == hash(Kept((1,)))


def test_no_method_is_compiled_for_a_class_but_its_init() -> None:
    """The point of it all, seen in what attrs compiles: one function a class instead of four."""
    program = """
import builtins, attrs
counted = []
real = builtins.compile
def compile(source, *rest, **named):
    counted.append(str(source))
    return real(source, *rest, **named)
from graphnet.values import frozen
builtins.compile = compile
@frozen
class A:
    x: int
    y: int
print("".join(counted).count("def __"))
"""
    done = subprocess.run(  # our own
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "1"
