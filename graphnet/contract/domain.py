"""Which values a port carries: written domains with names looked up, compared and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf

from graphnet.contract.algebra import Polynomial
from graphnet.contract.assumptions import Assumptions
from graphnet.contract.atoms import Symbol
from graphnet.contract.inside import Inside, Outside, Unsure, as_whole, is_inside
from graphnet.contract.interval import Limit, SolvedDomain, SolvedInterval
from graphnet.contract.lower import Scope, UnknownName, Unlowered, Unworkable, lower
from graphnet.contract.polynomial import substitute
from graphnet.contract.simplify import simplify
from graphnet.contract.syntax import Bound, Domain, Infinity, Interval, Points, Real
from graphnet.contract.written import render

__all__ = [
    "Inside",
    "Limit",
    "Outside",
    "SolvedDomain",
    "SolvedInterval",
    "Unsure",
    "domain_symbols",
    "is_inside",
    "lower_domain",
    "paired_limits",
    "render_domain",
    "simplify_domain",
    "substitute_domain",
]


def lower_domain(domain: Domain, scope: Scope) -> SolvedDomain | Unlowered:
    """The domain with its names looked up."""
    parts: list[SolvedInterval] = []
    for part in domain.parts:
        lowered = _interval(part, scope) if isinstance(part, Interval) else _points(part, scope)
        if not isinstance(lowered, tuple):
            return lowered
        parts.extend(lowered)
    return SolvedDomain(tuple(parts))


def _interval(part: Interval, scope: Scope) -> tuple[SolvedInterval, ...] | Unlowered:
    low, high = _limit(part.low, scope), _limit(part.high, scope)
    if isinstance(low, UnknownName | Unworkable):
        return low
    if isinstance(high, UnknownName | Unworkable):
        return high
    return (SolvedInterval(low, high, part.low_included, part.high_included),)


def _points(part: Points, scope: Scope) -> tuple[SolvedInterval, ...] | Unlowered:
    found = []
    for value in part.values:
        lowered = lower(value, scope)
        if not isinstance(lowered, Polynomial):
            return lowered
        found.append(SolvedInterval(lowered, lowered, high_included=True))
    return tuple(found)


def _limit(bound: Bound, scope: Scope) -> Limit | Unlowered:
    match bound:
        case Infinity(sign):
            return sign * inf
        case Real(value):
            return value
        case _:
            return lower(bound, scope)


def substitute_domain(domain: SolvedDomain, values: Mapping[Symbol, Polynomial]) -> SolvedDomain:
    """The domain with expressions in the place of symbols."""
    return _with_limits(domain, lambda p: substitute(p, values))


def simplify_domain(domain: SolvedDomain, known: Assumptions) -> SolvedDomain:
    """The domain with its ends as simple as is known."""
    return _with_limits(domain, lambda p: simplify(p, known))


def _with_limits(domain: SolvedDomain, change: Callable[[Polynomial], Polynomial]) -> SolvedDomain:
    def end(limit: Limit) -> Limit:
        return change(limit) if isinstance(limit, Polynomial) else limit

    return SolvedDomain(
        tuple(
            SolvedInterval(end(part.low), end(part.high), part.low_included, part.high_included)
            for part in domain.parts
        )
    )


def domain_symbols(domain: SolvedDomain) -> frozenset[Symbol]:
    """Every symbol in the ends."""
    ends = (end for part in domain.parts for end in (part.low, part.high))
    return frozenset[Symbol]().union(*(e.symbols for e in ends if isinstance(e, Polynomial)))


def paired_limits(
    left: SolvedDomain, right: SolvedDomain, *, whole: bool = False
) -> tuple[tuple[Polynomial, Polynomial], ...] | None:
    """The ends that must be equal where the domains are; None where their forms differ.

    With `whole`, values are whole numbers, so `[0, C-1]` has the form of `[0, C)`.
    """
    if whole:
        left, right = as_whole(left), as_whole(right)
    if len(left.parts) != len(right.parts):
        return None
    pairs: list[tuple[Polynomial, Polynomial]] = []
    for a, b in zip(left.parts, right.parts, strict=True):
        if (a.low_included, a.high_included) != (b.low_included, b.high_included):
            return None
        for mine, other in ((a.low, b.low), (a.high, b.high)):
            if isinstance(mine, Polynomial) and isinstance(other, Polynomial):
                pairs.append((mine, other))
            elif _number(mine) is None or _number(mine) != _number(other):
                return None
    return tuple(pairs)


def _number(limit: Limit) -> float | None:
    return limit.as_int if isinstance(limit, Polynomial) else limit


def render_domain(domain: SolvedDomain) -> str:
    """`[0, 2**bits)` or `[0, C) | {-100}`."""
    return " | ".join(map(_render_part, domain.parts))


def _render_part(part: SolvedInterval) -> str:
    if part.low == part.high and part.low_included and part.high_included:
        return f"{{{_render_limit(part.low)}}}"
    opening, closing = "[" if part.low_included else "(", "]" if part.high_included else ")"
    return f"{opening}{_render_limit(part.low)}, {_render_limit(part.high)}{closing}"


def _render_limit(limit: Limit) -> str:
    return render(limit) if isinstance(limit, Polynomial) else f"{limit:g}"
