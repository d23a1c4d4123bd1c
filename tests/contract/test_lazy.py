"""A lazy attribute is worked out once, when first asked for."""

from __future__ import annotations

from attrs import frozen

from graphnet.contract.lazy import lazy


@frozen(slots=False)
class Square:
    """Counts how often its area is worked out."""

    side: int
    asked: list[int]

    @lazy
    def area(self) -> int:
        """The area."""
        self.asked.append(self.side)
        return self.side**2


def test_it_is_worked_out_at_the_first_look_only() -> None:
    square = Square(3, [])
    assert square.asked == []
    assert (square.area, square.area) == (9, 9)
    assert square.asked == [3]


def test_each_value_has_its_own() -> None:
    asked: list[int] = []
    assert [Square(side, asked).area for side in (2, 5)] == [4, 25]
    assert asked == [2, 5]


def test_it_takes_no_part_in_comparisons_and_keeps_its_words() -> None:
    looked, fresh = Square(3, []), Square(3, [3])
    assert looked.area == 9
    assert looked == fresh
    assert Square.area.__doc__ == "The area."
