"""Between which numbers an expression lies, by interval arithmetic over what is known."""

from __future__ import annotations

from collections.abc import Callable
from math import lcm

from graphnet.contract.algebra import BITS, Polynomial, collect, total
from graphnet.contract.assumptions import Assumptions
from graphnet.contract.atoms import Atom, Extremum, Floor, Monomial, Opaque, Power, Symbol

Bounds = tuple[int | None, int | None]
"""The smallest and the largest value; None where there is none or it is not known."""

ANYTHING: Bounds = (None, None)


MOST_LAYERS = 3
"""How many divisions inside one another are seen through."""


def bounds(p: Polynomial, known: Assumptions) -> Bounds:
    """Numbers the expression never leaves; not always the tightest."""
    low, high = _of_terms(p, known)
    if len(p.terms) > 1 and any(isinstance(atom, Floor) for atom in p.atoms):
        low = _tighter(max, low, _through_divisions(p, known, lower=True))
        high = _tighter(min, high, _through_divisions(p, known, lower=False))
    return low, high


def _tighter(choose: Callable[[int, int], int], a: int | None, b: int | None) -> int | None:
    return choose(a, b) if a is not None and b is not None else (b if a is None else a)


def _through_divisions(p: Polynomial, known: Assumptions, *, lower: bool) -> int | None:
    """One end of `L - L//4`: the quotient lies between `(L - 3)/4` and `L/4`."""
    scale = 1
    for _ in range(MOST_LAYERS):
        divisors = [d for m, _ in p.terms if (d := _divisor(m)) is not None]
        layer = lcm(*divisors)
        p = total(_relaxed(m, c * layer, lower=lower) for m, c in p.terms)
        scale *= layer
    low, high = _of_terms(p, known)
    if lower:
        return None if low is None else -(-low // scale)
    return None if high is None else high // scale


def _divisor(monomial: Monomial) -> int | None:
    """The number a term divides by, where the term is a division."""
    match monomial:
        case ((Floor(_, divisor), 1),):
            number = divisor.as_int
            return number if number is not None and number > 0 else None
    return None


def _relaxed(monomial: Monomial, coefficient: int, *, lower: bool) -> Polynomial:
    """A term, or for a division the end of what it lies between."""
    match monomial:
        case ((Floor(numerator, _), 1),) if (divisor := _divisor(monomial)) is not None:
            factor = coefficient // divisor
            lost = factor * (divisor - 1) if (coefficient > 0) == lower else 0
            return numerator * factor - lost
    return collect({monomial: coefficient})


def _of_terms(p: Polynomial, known: Assumptions) -> Bounds:
    """Each term by itself."""
    result: Bounds = (0, 0)
    for monomial, coefficient in p.terms:
        result = _add(result, _scale(_product(monomial, known), coefficient))
        if result == ANYTHING:
            break
    return result


def _product(monomial: Monomial, known: Assumptions) -> Bounds:
    result: Bounds = (1, 1)
    for atom, exponent in monomial:
        result = _times(result, _raise(_atom(atom, known), exponent))
    return result


def _atom(atom: Atom, known: Assumptions) -> Bounds:
    match atom:
        case Symbol():
            limits = known.range(atom)
            return limits.low, limits.high
        case Floor(numerator, divisor):
            return _divide(bounds(numerator, known), bounds(divisor, known))
        case Extremum(kind, arguments):
            return _extremum(kind, [bounds(argument, known) for argument in arguments])
        case Power(base, exponent):
            return _power(bounds(base, known), bounds(exponent, known))
        case Opaque():
            return ANYTHING


def _add(a: Bounds, b: Bounds) -> Bounds:
    low = None if a[0] is None or b[0] is None else a[0] + b[0]
    high = None if a[1] is None or b[1] is None else a[1] + b[1]
    return low, high


def _scale(a: Bounds, factor: int) -> Bounds:
    low, high = a if factor >= 0 else (a[1], a[0])
    return None if low is None else low * factor, None if high is None else high * factor


def _times(a: Bounds, b: Bounds) -> Bounds:
    """The product of two that are not below 0; of others only where both ends are numbers."""
    if a[0] is not None and b[0] is not None and a[0] >= 0 and b[0] >= 0:
        high = None if a[1] is None or b[1] is None else a[1] * b[1]
        return a[0] * b[0], high
    if None in a or None in b:
        return ANYTHING
    corners = [x * y for x in a for y in b if x is not None and y is not None]
    return min(corners), max(corners)


def _raise(a: Bounds, exponent: int) -> Bounds:
    if exponent == 1:
        return a
    if a[0] is None or a[0] < 0:
        return (0, None) if exponent % 2 == 0 else ANYTHING
    return _power(a, (exponent, exponent))


def _divide(a: Bounds, b: Bounds) -> Bounds:
    """Rounding down keeps order, so the ends of the numerator give the ends of the quotient."""
    if b[0] is None or b[0] <= 0:
        return ANYTHING
    low_divisor = b[0] if a[0] is not None and a[0] < 0 else b[1]
    high_divisor = b[0] if a[1] is not None and a[1] >= 0 else b[1]
    return _end(a[0], low_divisor), _end(a[1], high_divisor)


def _end(number: int | None, divisor: int | None) -> int | None:
    """One end of a quotient; a divisor without end takes it to 0 or -1."""
    if number is None:
        return None
    if divisor is None:
        return 0 if number >= 0 else -1
    return number // divisor


def _extremum(kind: str, all_bounds: list[Bounds]) -> Bounds:
    lows = [low for low, _ in all_bounds if low is not None]
    highs = [high for _, high in all_bounds if high is not None]
    complete = len(lows) == len(all_bounds), len(highs) == len(all_bounds)
    if kind == "min":
        return min(lows) if complete[0] else None, min(highs, default=None)
    return max(lows, default=None), max(highs) if complete[1] else None


def _power(base: Bounds, exponent: Bounds) -> Bounds:
    """The ends of a power that only grows: base at least 1 and exponent at least 0."""
    if base[0] is None or exponent[0] is None or base[0] < 1 or exponent[0] < 0:
        return ANYTHING
    low = _number_power(base[0], exponent[0])
    high = None
    if base[1] is not None and exponent[1] is not None:
        high = _number_power(base[1], exponent[1])
    return (1 if low is None else low), high


def _number_power(base: int, exponent: int) -> int | None:
    return base**exponent if base.bit_length() * exponent <= BITS else None
