"""What can be asked of an expression over sizes: its symbols, its value, another in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from graphnet.contract.algebra import (
    BITS,
    ONE,
    ZERO,
    Polynomial,
    atomic,
    constant,
    is_oversized,
    opaque,
    symbol,
)
from graphnet.contract.atoms import Atom, Extremum, Floor, Monomial, Opaque, Power, Symbol
from graphnet.contract.division import ceildiv, floor_divide, modulo
from graphnet.contract.powers import maximum, minimum, power, rebuild
from graphnet.contract.written import render

__all__ = [
    "ONE",
    "ZERO",
    "Atom",
    "Extremum",
    "Floor",
    "Monomial",
    "Opaque",
    "Polynomial",
    "Power",
    "Symbol",
    "as_int",
    "atomic",
    "ceildiv",
    "constant",
    "evaluate",
    "floor_divide",
    "free_symbols",
    "is_oversized",
    "maximum",
    "minimum",
    "modulo",
    "power",
    "render",
    "substitute",
    "symbol",
    "try_evaluate",
]

Values = Mapping[Symbol, int] | Mapping[str, int]


def as_int(p: Polynomial) -> int | None:
    """The number an expression is, or None where symbols are left."""
    return p.as_int


def free_symbols(p: Polynomial) -> frozenset[Symbol]:
    """Every symbol in it, also inside divisions and powers."""
    return p.symbols


def substitute(p: Polynomial, values: Mapping[Symbol, Polynomial]) -> Polynomial:
    """The expression with other expressions in the place of symbols."""
    if values.keys().isdisjoint(p.symbols):
        return p
    first, *rest = (
        _replace_term(monomial, coefficient, values) for monomial, coefficient in p.terms
    )
    for summand in rest:
        first = first + summand
    return first


def _replace_term(
    monomial: Monomial, coefficient: int, values: Mapping[Symbol, Polynomial]
) -> Polynomial:
    product = constant(coefficient)
    for atom, exponent in monomial:
        replaced = _replace(atom, values)
        product = product * (replaced if exponent == 1 else power(replaced, exponent))
    return product


def _replace(atom: Atom, values: Mapping[Symbol, Polynomial]) -> Polynomial:
    match atom:
        case Symbol():
            return values[atom] if atom in values else symbol(atom)
        case _ if values.keys().isdisjoint(atom.symbols):
            return atomic(atom)
        case Floor() | Power() | Extremum():
            return rebuild(atom, lambda part: substitute(part, values))
        case Opaque(digest, symbols):
            chosen = sorted((s for s in symbols if s in values), key=lambda s: s.key)
            names = ",".join(s.key for s in chosen)
            return opaque(f"{digest}[{names}]", *(values[s] for s in chosen))


def evaluate(p: Polynomial, values: Values) -> int:
    """The number an expression is where its symbols have these values, by symbol or by name.

    Raises ArithmeticError where it has none (a division by zero, a negative exponent) or is too
    large, and KeyError where a symbol has no value.
    """
    by_symbol = cast("Mapping[Symbol | str, int]", values)
    return _value(p, {s: by_symbol[s if s in by_symbol else s.name] for s in p.symbols})


def try_evaluate(p: Polynomial, values: Values) -> int | None:
    """As `evaluate`, with None where there is no value or it is too large."""
    try:
        return evaluate(p, values)
    except ArithmeticError:
        return None


def _value(p: Polynomial, values: Mapping[Symbol, int]) -> int:
    result = 0
    for monomial, coefficient in p.terms:
        product = coefficient
        for atom, exponent in monomial:
            value = values[atom] if isinstance(atom, Symbol) else _atom_value(atom, values)
            product *= value if exponent == 1 else _bounded_power(value, exponent)
        result += product
    return _bounded(result)


def _atom_value(atom: Floor | Power | Extremum | Opaque, values: Mapping[Symbol, int]) -> int:
    match atom:
        case Floor(numerator, divisor):
            return _value(numerator, values) // _value(divisor, values)
        case Power(base, exponent):
            return _bounded_power(_value(base, values), _value(exponent, values))
        case Extremum(kind, arguments):
            found = [_value(argument, values) for argument in arguments]
            return min(found) if kind == "min" else max(found)
        case Opaque():
            raise OverflowError


def _bounded_power(base: int, exponent: int) -> int:
    if exponent < 0 and base != 1:
        raise ZeroDivisionError
    if abs(base) > 1 and abs(base).bit_length() * exponent > 2 * BITS:
        raise OverflowError
    result: int = base ** (exponent if abs(base) > 1 else min(exponent, 2 + exponent % 2))
    return result


def _bounded(value: int) -> int:
    if value.bit_length() > 2 * BITS:
        raise OverflowError
    return value
