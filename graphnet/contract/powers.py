"""Powers, and the smallest and largest of several, in normal form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from math import comb, gcd
from operator import mul
from typing import Literal

from graphnet.contract.algebra import (
    BITS,
    ONE,
    Polynomial,
    atomic,
    collect,
    constant,
    is_oversized,
    opaque,
)
from graphnet.contract.atoms import Atom, Extremum, Floor, Monomial, Opaque, Power, Symbol
from graphnet.contract.division import as_polynomial, floor_divide

MOST_FACTORS = 16
"""How many times a sum is multiplied out."""

MOST_TERMS = 200
"""How many terms a multiplied-out sum may have."""

MOST_EXPONENT = 10_000
"""The largest exponent of a single term."""


def power(base: Polynomial | int, exponent: Polynomial | int) -> Polynomial:
    """`base ** exponent`; a negative exponent stays as it is written."""
    b, e = as_polynomial(base), as_polynomial(exponent)
    number = e.as_int
    if number == 1:
        return b
    if b == ONE or number == 0:
        return ONE
    if number is None:
        return _symbolic(b, e)
    if number < 0:
        return atomic(Power(b, e))
    return _numeric(b, number)


def _numeric(base: Polynomial, exponent: int) -> Polynomial:
    """A power with a number above 1 as exponent."""
    number = base.as_int
    if number is not None:
        return _of_numbers(number, exponent)
    if len(base.terms) == 1:
        ((monomial, coefficient),) = base.terms
        scale = _of_numbers(coefficient, exponent).as_int
        if scale is None or exponent > MOST_EXPONENT:
            return opaque("**", base, constant(exponent))
        return collect({tuple((atom, e * exponent) for atom, e in monomial): scale})
    terms = comb(len(base.terms) + exponent - 1, exponent) if exponent <= MOST_FACTORS else None
    if terms is None or terms > MOST_TERMS:
        return atomic(Power(base, constant(exponent)))
    result = reduce(mul, [base] * exponent)
    return atomic(Power(base, constant(exponent))) if is_oversized(result) else result


def _of_numbers(base: int, exponent: int) -> Polynomial:
    if abs(base) > 1 and (abs(base).bit_length() - 1) * exponent >= BITS:
        return opaque("**", constant(base), constant(exponent))
    value = base ** (exponent if abs(base) > 1 else exponent % 2 or 2)
    if value.bit_length() > BITS:
        return opaque("**", constant(base), constant(exponent))
    return constant(value)


def _symbolic(base: Polynomial, exponent: Polynomial) -> Polynomial:
    """`b**(k*e)` as `(b**e)**k`, and `b**(e + 3)` as `b**3 * b**e` for e not below 0."""
    whole = dict(exponent.terms).get((), 0)
    number = base.as_int
    rest = exponent - whole
    if whole > 0 and number is not None and all(_is_natural(m, c) for m, c in rest.terms):
        scale = _of_numbers(number, whole).as_int
        if scale is not None:
            return power(base, rest) * scale
    shared = gcd(*(c for _, c in exponent.terms))
    if 1 < shared <= MOST_EXPONENT:
        reduced = collect({m: c // shared for m, c in exponent.terms})
        return _numeric(power(base, reduced), shared)
    return atomic(Power(base, exponent))


def _is_natural(monomial: Monomial, coefficient: int) -> bool:
    return coefficient >= 0 and all(
        isinstance(atom, Symbol) and atom.least >= 0 for atom, _ in monomial
    )


def minimum(*arguments: Polynomial | int) -> Polynomial:
    """The smallest."""
    return _extremum("min", arguments)


def maximum(*arguments: Polynomial | int) -> Polynomial:
    """The largest."""
    return _extremum("max", arguments)


def _extremum(kind: Literal["min", "max"], given: Iterable[Polynomial | int]) -> Polynomial:
    kept: list[Polynomial] = []
    for argument in _flatten(kind, given):
        _keep(kind, argument, kept)
    if len(kept) == 1:
        return kept[0]
    return atomic(Extremum(kind, tuple(sorted(kept, key=lambda p: p.key))))


def _flatten(kind: str, given: Iterable[Polynomial | int]) -> Iterable[Polynomial]:
    for value in given:
        argument = as_polynomial(value)
        match argument.terms:
            case (((((Extremum(same, inner), 1),), 1)),) if same == kind:
                yield from inner
            case _:
                yield argument


def _keep(kind: str, argument: Polynomial, kept: list[Polynomial]) -> None:
    """Add an argument, unless another one differs from it by a number and wins."""
    for place, other in enumerate(kept):
        distance = (argument - other).as_int
        if distance is not None:
            if (distance < 0) == (kind == "min"):
                kept[place] = argument
            return
    kept.append(argument)


def rebuild(atom: Atom, change: Callable[[Polynomial], Polynomial]) -> Polynomial:
    """An atom with the expressions inside changed, in normal form."""
    match atom:
        case Floor(numerator, divisor):
            return floor_divide(change(numerator), change(divisor))
        case Power(base, exponent):
            return power(change(base), change(exponent))
        case Extremum(kind, arguments):
            return _extremum(kind, map(change, arguments))
        case Symbol() | Opaque():
            return atomic(atom)
