"""Searches for sizes, allowed by all that is known, at which an expression is not 0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from graphnet.contract.algebra import Polynomial
from graphnet.contract.assumptions import Assumptions, Relation, compares, is_quotient, origin
from graphnet.contract.atoms import Extremum, Floor, Power, Symbol
from graphnet.contract.polynomial import try_evaluate
from graphnet.contract.quasi import Point, grid, points_for
from graphnet.values import frozen

MOST_VALUES = 60
"""How many numbers are tried for one symbol."""

FIRST = 8
"""How many of the smallest numbers are tried."""


@frozen
class Witness:
    """Sizes that are allowed, and the two numbers that differ there."""

    sizes: Point
    left: int
    right: int


def first_witness(
    left: Polynomial, right: Polynomial, reduced: Polynomial, known: Assumptions
) -> Witness | None:
    """Sizes at which two expressions differ; `reduced` is their distance by what is known."""
    symbols = _connected(left.symbols | right.symbols, known)
    on_grid = _allowed_only(_on_grid(reduced, symbols, known), known)
    return _first(left, right, on_grid) or _first(left, right, points_near((left, right), known))


def _first(left: Polynomial, right: Polynomial, points: Iterable[Point]) -> Witness | None:
    for point in points:
        here, there = try_evaluate(left, point), try_evaluate(right, point)
        if here is not None and there is not None and here != there:
            return Witness(point, here, there)
    return None


def points_near(expressions: Iterable[Polynomial], known: Assumptions) -> Iterator[Point]:
    """Sizes that are allowed: the smallest, and those near the numbers that are written."""
    given = tuple(expressions)
    symbols = _connected(frozenset[Symbol]().union(*(p.symbols for p in given)), known)
    sides = (side for fact in known.facts for side in (fact.left, fact.right))
    numbers = sorted(set().union(*map(_numbers, (*given, *sides))))
    lines = [_line(which, numbers, known) for which in symbols]
    most = min((points_for(p) for p in given), default=1)
    points = (dict(zip(symbols, values, strict=True)) for values in _tuples(lines, most))
    return _allowed_only(points, known)


def _allowed_only(points: Iterable[Point], known: Assumptions) -> Iterator[Point]:
    return (point for point in points if all(_keeps(fact, point) for fact in known.facts))


def _keeps(fact: Relation, point: Point) -> bool:
    """Whether a fact holds at a point; facts on symbols the point leaves out cannot matter."""
    if not (fact.left.symbols | fact.right.symbols) <= point.keys():
        return True
    left, right = try_evaluate(fact.left, point), try_evaluate(fact.right, point)
    return left is not None and right is not None and compares(left, fact.operator, right)


def _connected(symbols: frozenset[Symbol], known: Assumptions) -> tuple[Symbol, ...]:
    """The symbols, and those that facts tie to them."""
    found = set(symbols)
    grown = True
    while grown:
        tied = (fact.left.symbols | fact.right.symbols for fact in known.facts)
        more = set().union(*(t for t in tied if not found.isdisjoint(t)))
        grown = not more <= found
        found |= more
    return tuple(sorted(found, key=lambda s: s.key))


def _on_grid(
    reduced: Polynomial, symbols: tuple[Symbol, ...], known: Assumptions
) -> Iterator[Point]:
    """Points of the grid where the reduced expression is not 0, as sizes."""
    first = {which: next(_allowed(which, 1, known), 1) for which in symbols}
    for point in grid(reduced, known) or ():
        if try_evaluate(reduced, point):
            yield first | dict(_as_size(which, value, known) for which, value in point.items())


def _as_size(which: Symbol, value: int, known: Assumptions) -> tuple[Symbol, int]:
    """The size whose quotient a number is."""
    if not is_quotient(which):
        return which, value
    of = known.congruence(origin(which))
    return of.symbol, of.modulus * value + of.remainder


def _numbers(p: Polynomial) -> set[int]:
    """The numbers written in an expression, near which it may change."""
    found = {abs(coefficient) for _, coefficient in p.terms}
    for atom in p.atoms:
        if isinstance(atom, Floor | Power | Extremum):
            found = found.union(*map(_numbers, atom.parts))
    return found


def _line(which: Symbol, numbers: list[int], known: Assumptions) -> list[int]:
    """Numbers to try for one symbol: the smallest, and those near the numbers written."""
    ratios = {a // b for a in numbers for b in numbers if b and a > b}
    near = [value for n in (*numbers, *sorted(ratios)) for value in (n - 1, n, n + 1, n + 2, 2 * n)]
    tried: dict[int, None] = dict.fromkeys(islice(_allowed(which, 1, known), FIRST))
    for value in near[: 2 * MOST_VALUES]:
        tried |= dict.fromkeys(islice(_allowed(which, value, known), 1))
    return sorted(islice(tried, MOST_VALUES))


def _allowed(which: Symbol, start: int, known: Assumptions) -> Iterator[int]:
    """The numbers from `start` on that a symbol can be."""
    limits, congruence = known.range(which), known.congruence(which)
    value = max(start, limits.low)
    value += (congruence.remainder - value) % congruence.modulus
    while limits.high is None or value <= limits.high:
        yield value
        value += congruence.modulus


def _tuples(lines: list[list[int]], most: int) -> Iterable[tuple[int, ...]]:
    """Combinations of the numbers, no more than `most` and some that mix all lines."""
    if not all(lines):
        return ()
    width = MOST_VALUES
    while width > 1 and width ** len(lines) > most:
        width -= 1
    mixed = (
        tuple(
            line[(step * (2 * place + 1) + step // len(line)) % len(line)]
            for place, line in enumerate(lines)
        )
        for step in range(most // 5)
    )
    return (*product(*(line[:width] for line in lines)), *mixed)
