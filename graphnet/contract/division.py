"""Division that rounds down, in normal form: multiples come out, nested divisions become one."""

from __future__ import annotations

from math import gcd

from graphnet.contract.algebra import BITS, Polynomial, atomic, collect, constant
from graphnet.contract.atoms import Floor, Monomial, Symbol


def as_polynomial(value: Polynomial | int) -> Polynomial:
    """A number as an expression; an expression as it is."""
    return value if isinstance(value, Polynomial) else constant(value)


def is_positive(p: Polynomial) -> bool:
    """Whether it is at least 1 merely because sizes are: `4`, `s`, `2*s*t`."""
    match p.terms:
        case ((monomial, coefficient),):
            return coefficient > 0 and all(
                isinstance(atom, Symbol) and atom.least > 0 for atom, _ in monomial
            )
    return False


def floor_divide(numerator: Polynomial | int, divisor: Polynomial | int) -> Polynomial:
    """`numerator // divisor`; a division by zero stays as it is written."""
    a, b = as_polynomial(numerator), as_polynomial(divisor)
    number = b.as_int
    if number is None:
        return _by_symbols(a, b) if is_positive(b) else atomic(Floor(a, b))
    if number == 0:
        return atomic(Floor(a, b))
    return _by_number(a, number) if number > 0 else _by_number(-a, -number)


def modulo(numerator: Polynomial | int, divisor: Polynomial | int) -> Polynomial:
    """`numerator % divisor`, which is `numerator - divisor*(numerator//divisor)`."""
    a, b = as_polynomial(numerator), as_polynomial(divisor)
    return a - b * floor_divide(a, b)


def ceildiv(numerator: Polynomial | int, divisor: Polynomial | int) -> Polynomial:
    """Division that rounds up."""
    a, b = as_polynomial(numerator), as_polynomial(divisor)
    if is_positive(b):
        return floor_divide(a + b - 1, b)
    return -floor_divide(-a, b)


def _by_number(a: Polynomial, divisor: int) -> Polynomial:
    """Division by a positive number."""
    if divisor == 1 or not a.terms:
        return a
    whole = collect({m: c // divisor for m, c in a.terms})
    rest = {m: c % divisor for m, c in a.terms if c % divisor}
    shared = gcd(divisor, *(c for m, c in rest.items() if m))
    if shared > 1:
        rest = {m: c // shared for m, c in rest.items()}
    if not any(m for m, c in rest.items() if c):
        return whole
    return whole + _indivisible(collect(rest), constant(divisor // shared))


def _by_symbols(a: Polynomial, b: Polynomial) -> Polynomial:
    """Division by a positive multiple of a product of symbols."""
    ((product, number),) = b.terms
    whole: dict[Monomial, int] = {}
    rest: dict[Monomial, int] = {}
    for monomial, coefficient in a.terms:
        quotient = quotient_of(monomial, product)
        if quotient is None:
            rest[monomial] = coefficient
        else:
            whole[quotient] = coefficient // number
            rest[monomial] = coefficient % number
    numerator, divisor = _cancel(collect(rest), product, number)
    if not numerator.terms:
        return collect(whole)
    left, over = divisor.as_int, numerator.as_int
    if left is not None:
        return collect(whole) + _by_number(numerator, left)
    least = divisor.terms[0][1]  # the divisor is at least this, as its symbols are at least 1
    if over is not None and -least <= over < least:
        return collect(whole) + (0 if over >= 0 else -1)
    return collect(whole) + _indivisible(numerator, divisor)


def quotient_of(monomial: Monomial, product: Monomial) -> Monomial | None:
    """`monomial / product`, or None where it does not divide."""
    exponents = dict(monomial)
    for atom, exponent in product:
        left = exponents.get(atom, 0) - exponent
        if left < 0:
            return None
        exponents[atom] = left
    return tuple((atom, exponent) for atom, exponent in exponents.items() if exponent)


def _cancel(a: Polynomial, product: Monomial, number: int) -> tuple[Polynomial, Polynomial]:
    """What is left of `a / (number*product)` without the factors both have."""
    shared = gcd(number, *(c for _, c in a.terms))
    factors = dict(product)
    for monomial, _ in a.terms:
        have = dict(monomial)
        factors = {atom: min(e, have.get(atom, 0)) for atom, e in factors.items()}
    common = tuple((atom, e) for atom, e in factors.items() if e)
    reduced = {quotient_of(m, common) or (): c // shared for m, c in a.terms}
    divisor = {quotient_of(product, common) or (): number // shared}
    return collect(reduced), collect(divisor)


def _indivisible(numerator: Polynomial, divisor: Polynomial) -> Polynomial:
    """A division nothing comes out of, except that `(x//a + y)//b` is `(x + a*y)//(a*b)`."""
    for monomial, coefficient in numerator.terms:
        match monomial:
            case ((Floor(inner, inner_divisor), 1),) if coefficient == 1:
                if is_positive(inner_divisor) and _fits(inner_divisor, divisor):
                    others = numerator - collect({monomial: 1})
                    lifted = inner + inner_divisor * others
                    return floor_divide(lifted, inner_divisor * divisor)
    return atomic(Floor(numerator, divisor))


def _fits(left: Polynomial, right: Polynomial) -> bool:
    """Whether the product's number stays within the limits."""
    return left.terms[0][1].bit_length() + right.terms[0][1].bit_length() <= BITS
