"""Whether all values of one domain lie in another, for every size that is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil, floor, isinf

from graphnet.contract.algebra import Polynomial, constant
from graphnet.contract.assumptions import Assumptions
from graphnet.contract.bounds import bounds
from graphnet.contract.coverage import Missed, Number, Numbers, first_missed, first_missed_whole
from graphnet.contract.interval import Limit, SolvedDomain, SolvedInterval
from graphnet.contract.polynomial import try_evaluate
from graphnet.contract.quasi import Point
from graphnet.contract.simplify import reduce_by
from graphnet.contract.witness import points_near
from graphnet.values import field, frozen


@frozen
class Inside:
    """Every value of the inner domain is in the outer one."""


@frozen
class Outside:
    """At the sizes of the witness, `value` is in the inner domain and not in the outer one."""

    witness: Mapping[str, int] = field(hash=False)
    value: Number | None


@frozen
class Unsure:
    """Neither proved nor refuted."""

    why: str


def is_inside(
    inner: SolvedDomain, outer: SolvedDomain, known: Assumptions, *, whole: bool = False
) -> Inside | Outside | Unsure:
    """Compare two domains; with `whole`, their values are whole numbers."""
    if inner == outer:
        return Inside()
    if whole:
        inner, outer = as_whole(inner), as_whole(outer)
    ends = [e for d in (inner, outer) for e in _expressions(d)]
    private = sorted({s.name for e in ends for s in e.symbols if s.owner})
    if private:
        return Unsure(f"{' and '.join(f'`{name}`' for name in private)} has no value yet")
    for point in _points(ends, known):
        missed = _missed_at(point, inner, outer, whole=whole)
        if missed is not None:
            return Outside({s.name: v for s, v in point.items()}, missed.value)
        if not point:
            return Inside()
    if all(any(_contains(b, a, known) for b in outer.parts) for a in inner.parts):
        return Inside()
    return Unsure("no sizes were found where a value lies outside, and none proved to be missing")


def _expressions(domain: SolvedDomain) -> Iterable[Polynomial]:
    for part in domain.parts:
        for end in (part.low, part.high):
            if isinstance(end, Polynomial):
                yield end


def as_whole(domain: SolvedDomain) -> SolvedDomain:
    """The same whole numbers with both ends of every part included."""
    return SolvedDomain(tuple(map(_whole_part, domain.parts)))


def _whole_part(part: SolvedInterval) -> SolvedInterval:
    low, high = part.low, part.high
    if isinstance(low, Polynomial):
        low = low if part.low_included else low + 1
    elif not isinf(low):
        low = constant(ceil(low) if part.low_included else floor(low) + 1)
    if isinstance(high, Polynomial):
        high = high if part.high_included else high - 1
    elif not isinf(high):
        high = constant(floor(high) if part.high_included else ceil(high) - 1)
    return SolvedInterval(low, high, low_included=True, high_included=True)


def _contains(outer: SolvedInterval, inner: SolvedInterval, known: Assumptions) -> bool:
    """Whether one interval is proved to hold another."""
    low_strict = inner.low_included and not outer.low_included
    high_strict = inner.high_included and not outer.high_included
    return _below(outer.low, inner.low, known, strict=low_strict) and _below(
        inner.high, outer.high, known, strict=high_strict
    )


def _below(left: Limit, right: Limit, known: Assumptions, *, strict: bool) -> bool:
    """Whether `left <= right` is proved, or `left < right` where `strict`."""
    if isinstance(left, Polynomial) and isinstance(right, Polynomial):
        low = bounds(reduce_by(right - left, known), known)[0]
        return low is not None and low >= int(strict)
    highest, lowest = _ends(left, known)[1], _ends(right, known)[0]
    if highest is None or lowest is None:
        return False
    return highest < lowest or (highest == lowest and (not strict or isinf(highest)))


def _ends(limit: Limit, known: Assumptions) -> tuple[Number | None, Number | None]:
    if isinstance(limit, Polynomial):
        return bounds(reduce_by(limit, known), known)
    return limit, limit


def _points(ends: list[Polynomial], known: Assumptions) -> Iterable[Point]:
    if not any(end.symbols for end in ends):
        return ({},)
    return points_near(ends, known)


def _missed_at(
    point: Point, inner: SolvedDomain, outer: SolvedDomain, *, whole: bool
) -> Missed | None:
    """A value outside, at some sizes; None also where the domains have no value there."""
    mine, other = _numbers(inner, point), _numbers(outer, point)
    if mine is None or other is None:
        return None
    search = first_missed_whole if whole else first_missed
    for part in mine:
        missed = None if part.is_empty else search(part, other)
        if missed is not None:
            return missed
    return None


def _numbers(domain: SolvedDomain, point: Point) -> list[Numbers] | None:
    found = []
    for part in domain.parts:
        low, high = _at(part.low, point), _at(part.high, point)
        if low is None or high is None:
            return None
        found.append(Numbers(low, high, part.low_included, part.high_included))
    return found


def _at(limit: Limit, point: Point) -> Number | None:
    return try_evaluate(limit, point) if isinstance(limit, Polynomial) else limit
