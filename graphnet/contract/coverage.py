"""Whether intervals of numbers cover another one, and the first number they miss."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isinf

from graphnet.values import frozen

Number = int | float


@frozen
class Numbers:
    """The numbers between two ends, each of them included or not."""

    low: Number
    high: Number
    low_included: bool = True
    high_included: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return self.low > self.high or (
            self.low == self.high and not (self.low_included and self.high_included)
        )


@frozen
class Missed:
    """A number that is not covered."""

    value: Number


def first_missed_whole(inner: Numbers, outer: Iterable[Numbers]) -> Missed | None:
    """The first whole number of `inner` in none of `outer`; all ends are included."""
    parts = sorted((part for part in outer if not part.is_empty), key=lambda part: part.low)
    place = inner.low
    for part in parts:
        if place > inner.high or place < part.low:
            break
        place = max(place, part.high + 1)
    if place > inner.high or (place == inner.high and isinf(place)):
        return None
    if isinf(place):
        lowest = min((part.low for part in parts), default=inner.high + 1)
        place = min(lowest - 1, inner.high)
    return Missed(place)


def first_missed(inner: Numbers, outer: Iterable[Numbers]) -> Missed | None:
    """A real number of `inner` in none of `outer`, as low as can be named."""
    parts = sorted((part for part in outer if not part.is_empty), key=_start)
    place, included = inner.low, inner.low_included  # the first number still to be covered
    for part in parts:
        if (part.low, not part.low_included) > (place, not included):
            break
        if (part.high, part.high_included) > (place, not included):
            place, included = part.high, not part.high_included
        elif part.high == place and part.high_included and included:
            included = False
    if (place, not included) > (inner.high, not inner.high_included):
        return None
    if place == inner.high and not (included and inner.high_included):
        return None
    return _name(place, included=included, inner=inner, parts=parts)


def _start(part: Numbers) -> tuple[Number, bool]:
    return part.low, not part.low_included


def _name(place: Number, *, included: bool, inner: Numbers, parts: list[Numbers]) -> Missed | None:
    """A number at or just above `place` and below all that comes after it."""
    if isinf(place) and place > 0:
        return None
    if included and not isinf(place):
        return Missed(place)
    after = min([inner.high, *(part.low for part in parts if part.low > place)], default=inf)
    if isinf(after) and isinf(place):
        return Missed(0)
    if isinf(after):
        return Missed(place + 1)
    return Missed(after - 1 if isinf(place) else (place + after) / 2)
