"""Bounds of a setting as data that validates: `Within(0, low_included=False)` is above 0."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TypeVar

from attrs import Attribute

from graphnet.values import frozen

T = TypeVar("T")


@frozen
class Within:
    """Every number of a value lies between two bounds; None leaves a side open."""

    low: float | None = None
    high: float | None = None
    low_included: bool = True
    high_included: bool = True

    def __call__(self, _: object, __: Attribute[T], value: T) -> None:
        """Refuse a value, as attrs asks of a validator: with a sentence, without the name."""
        for number in _numbers(value):
            if not self.holds(number):
                raise ValueError(f"{number} is not {self.words}")

    def holds(self, number: float) -> bool:
        """Whether a number lies within."""
        above = self.low is None or number > self.low or (self.low_included and number == self.low)
        below = (
            self.high is None or number < self.high or (self.high_included and number == self.high)
        )
        return math.isfinite(number) and above and below

    @property
    def words(self) -> str:
        """The bounds in words that follow `is`."""
        words: list[str] = []
        if self.low is not None:
            words.append(f"{'at least' if self.low_included else 'above'} {self.low}")
        if self.high is not None:
            words.append(f"{'at most' if self.high_included else 'below'} {self.high}")
        return " and ".join(words) or "a finite number"


def _numbers(value: object) -> Iterator[float]:
    match value:
        case None | bool() | str():
            return
        case int() | float():
            yield value
        case Mapping():
            yield from (number for item in value.values() for number in _numbers(item))
        case tuple() | list():
            yield from (number for item in value for number in _numbers(item))
