"""For which sizes an expression is 0: a residue class, one number, always or never."""

from __future__ import annotations

from math import gcd
from typing import Literal

from graphnet.contract.algebra import Polynomial, collect
from graphnet.contract.assumptions import Range
from graphnet.contract.atoms import Floor, Symbol
from graphnet.contract.polynomial import try_evaluate
from graphnet.contract.quasi import BUDGET, Repeat, repeats
from graphnet.values import frozen


@frozen
class Residue:
    """`symbol % modulus == remainder`."""

    symbol: Symbol
    modulus: int
    remainder: int


Zeros = Residue | Range | Literal["always", "never"] | None


def residue_where_zero(p: Polynomial) -> Zeros:
    """Where an expression of one symbol is 0; None where that is nothing simple."""
    if len(p.symbols) != 1:
        return None
    linear = linear_in_one(p)
    if linear is not None:
        which, factor, offset = linear
        value = -offset // factor
        return "never" if offset % factor else Range(which, value, value)
    return _of_remainder(p) or _by_trial(p)


def linear_in_one(p: Polynomial) -> tuple[Symbol, int, int] | None:
    """Symbol, factor and offset of `c*x + k`, or None."""
    match p.terms:
        case (((((Symbol() as which, 1),), factor)),):
            return which, factor, 0
        case ((((), offset)), ((((Symbol() as which, 1),), factor))):
            return which, factor, offset
    return None


def one_division(p: Polynomial) -> tuple[Polynomial, int, int, int] | None:
    """Numerator, divisor, factor and offset of `c*(x//d) + k`, or None."""
    offset = dict(p.terms).get((), 0)
    match (p - offset).terms:
        case (((((Floor(numerator, divisor), 1),), factor)),):
            number = divisor.as_int
            return None if number is None or number <= 0 else (numerator, number, factor, offset)
    return None


def _of_remainder(p: Polynomial) -> Zeros:
    """Where `k*((c*x + b) % d) + e` is 0."""
    for monomial, coefficient in p.terms:
        match monomial:
            case ((Floor(numerator, divisor), 1),):
                number, linear = divisor.as_int, linear_in_one(numerator)
                if number is None or number <= 0 or linear is None or coefficient % number:
                    continue
                times = -coefficient // number
                rest = (p - collect({monomial: coefficient}) - numerator * times).as_int
                if rest is not None:
                    return _solve(linear, number, times, rest)
    return None


def _solve(linear: tuple[Symbol, int, int], divisor: int, times: int, rest: int) -> Zeros:
    which, factor, offset = linear
    target = -rest // times
    if rest % times or not 0 <= target < divisor:
        return "never"
    shared = gcd(factor, divisor)
    if (target - offset) % shared:
        return "never"
    modulus = divisor // shared
    inverse = pow(factor // shared, -1, modulus) if modulus > 1 else 0
    return Residue(which, modulus, (target - offset) // shared * inverse % modulus)


def _by_trial(p: Polynomial) -> Zeros:
    """Try every residue class, where on each the expression is one number."""
    (which,) = p.symbols
    repeat = (repeats(p) or {}).get(which)
    if repeat is None or repeat.points > BUDGET:
        return None
    zeros = []
    for start in range(repeat.period):
        values = _values_on_class(p, which, start, repeat)
        if len(values) != 1 or None in values:
            return None
        if values == {0}:
            zeros.append(start)
    return _as_class(which, zeros, repeat.period)


def _values_on_class(p: Polynomial, which: Symbol, start: int, repeat: Repeat) -> set[int | None]:
    stop = start + repeat.points
    return {try_evaluate(p, {which: value}) for value in range(start, stop, repeat.period)}


def _as_class(which: Symbol, zeros: list[int], period: int) -> Zeros:
    """The residues as one class, where they are one."""
    if not zeros:
        return "never"
    if len(zeros) == period:
        return "always"
    modulus, uneven = divmod(period, len(zeros))
    if uneven or zeros != list(range(zeros[0], period, modulus)):
        return None
    return Residue(which, modulus, zeros[0])
