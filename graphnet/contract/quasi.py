"""Expressions that repeat: two that agree on a finite grid of sizes agree on all sizes.

With divisions by numbers only, an expression is a quasi-polynomial: on every residue class of its
period it is a polynomial, which is zero everywhere if it is zero at one point more than its degree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import gcd, lcm

from graphnet.contract.algebra import Polynomial
from graphnet.contract.assumptions import Assumptions
from graphnet.contract.atoms import Atom, Extremum, Floor, Monomial, Opaque, Power, Symbol
from graphnet.contract.polynomial import try_evaluate
from graphnet.values import frozen

BUDGET = 2500
"""How many points are looked at before a comparison is given up."""

EFFORT = 50_000
"""How many terms and atoms are worked out at all points together."""

Point = Mapping[Symbol, int]


@frozen
class Repeat:
    """How an expression depends on one symbol: period, and degree on each residue class."""

    period: int
    degree: int

    @property
    def points(self) -> int:
        """How many neighbouring values of the symbol decide."""
        return self.period * (self.degree + 1)


Repeats = Mapping[Symbol, Repeat]


def repeats(p: Polynomial) -> Repeats | None:
    """How an expression depends on each of its symbols; None where it is no quasi-polynomial."""
    found: dict[Symbol, Repeat] = {}
    for monomial, _ in p.terms:
        of_term = _of_monomial(monomial)
        if of_term is None:
            return None
        for which, new in of_term.items():
            old = found.get(which, Repeat(1, 0))
            found[which] = Repeat(lcm(old.period, new.period), max(old.degree, new.degree))
    return found


def _of_monomial(monomial: Monomial) -> Repeats | None:
    found: dict[Symbol, Repeat] = {}
    for atom, exponent in monomial:
        of_atom = _of_atom(atom)
        if of_atom is None:
            return None
        for which, new in of_atom.items():
            old = found.get(which, Repeat(1, 0))
            degree = old.degree + new.degree * exponent
            found[which] = Repeat(lcm(old.period, new.period), degree)
    return found


def _of_atom(atom: Atom) -> Repeats | None:
    match atom:
        case Symbol():
            return {atom: Repeat(1, 1)}
        case Floor(numerator, divisor):
            number, inside = divisor.as_int, repeats(numerator)
            if number is None or number <= 0 or inside is None:
                return None
            return {
                which: Repeat(old.period * _slowed(numerator, which, number), old.degree)
                for which, old in inside.items()
            }
        case Power() | Extremum() | Opaque():
            return None


def _slowed(numerator: Polynomial, which: Symbol, divisor: int) -> int:
    """By how much a division stretches the period: `(2*x)//4` repeats after 2, not 4."""
    shared = divisor
    for monomial, coefficient in numerator.terms:
        if any(which in atom.symbols for atom, _ in monomial):
            shared = gcd(shared, coefficient)
    return divisor // shared


def points_for(p: Polynomial) -> int:
    """How many points may be looked at: fewer for a longer expression."""
    return min(BUDGET, EFFORT // (1 + p.weight))


def grid(p: Polynomial, known: Assumptions) -> Iterator[Point] | None:
    """The points that decide whether a quasi-polynomial is zero; None where there are too many."""
    found = repeats(p)
    if found is None:
        return None
    lines, size = [], 1
    for which, repeat in found.items():
        limits = known.range(which)
        line = range(limits.low, limits.low + repeat.points)
        if limits.high is not None and limits.high < line.stop:
            line = range(limits.low, limits.high + 1)
        size *= line.stop - line.start  # `len` has no number for a line this long
        if size > points_for(p):
            return None
        lines.append(line)
    return (dict(zip(found, point, strict=True)) for point in product(*lines))


def is_zero(p: Polynomial, known: Assumptions) -> bool | None:
    """Whether a quasi-polynomial is 0 at every point of its grid; None where it is not decided."""
    if not p.terms:
        return True
    points = grid(p, known)
    if points is None:
        return None
    return all(try_evaluate(p, point) == 0 for point in points)
