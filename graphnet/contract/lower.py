"""From written dimensions to expressions: names looked up, arithmetic brought to normal form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul, sub

from graphnet.contract.algebra import Polynomial, constant, is_oversized
from graphnet.contract.assumptions import Reason, Relation
from graphnet.contract.division import ceildiv, floor_divide, modulo
from graphnet.contract.powers import maximum, minimum, power
from graphnet.contract.syntax import Binary, Call, Dim, Int, Name, Negation, Where
from graphnet.values import frozen

Scope = Callable[[Name], Polynomial | None]
"""What a name stands for; None where it is unknown."""


@frozen
class UnknownName:
    """A name the scope does not know."""

    name: Name


@frozen
class Unworkable:
    """An expression that has no value or too large a one; `why` is a message for people."""

    node: Dim
    why: str


Unlowered = UnknownName | Unworkable

_ARITHMETIC: Mapping[str, Callable[[Polynomial, Polynomial], Polynomial]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "//": floor_divide,
    "%": modulo,
    "**": power,
}


def lower(dim: Dim, scope: Scope) -> Polynomial | Unlowered:
    """The expression a dimension stands for."""
    match dim:
        case Int(value):
            return constant(value)
        case Name():
            found = scope(dim)
            return UnknownName(dim) if found is None else found
        case Negation(operand):
            lowered = lower(operand, scope)
            return -lowered if isinstance(lowered, Polynomial) else lowered
        case Binary(_, left, right):
            return _combined(dim, (left, right), scope)
        case Call(_, arguments):
            return _combined(dim, arguments, scope)


def lower_where(where: Where, scope: Scope) -> tuple[Relation, ...] | Unlowered:
    """The comparisons of a condition: one for each relation sign."""
    terms = []
    for term in where.terms:
        lowered = lower(term, scope)
        if not isinstance(lowered, Polynomial):
            return lowered
        terms.append(lowered)
    reasons = (Reason(where.at.text, where.at),)
    return tuple(
        Relation(left, operator, right, reasons, where.at.text)
        for left, operator, right in zip(terms, where.relations, terms[1:], strict=False)
    )


def _combined(
    dim: Binary | Call, operands: tuple[Dim, ...], scope: Scope
) -> Polynomial | Unlowered:
    values: list[Polynomial] = []
    for operand in operands:
        lowered = lower(operand, scope)
        if not isinstance(lowered, Polynomial):
            return lowered
        values.append(lowered)
    refused = _refused(dim, values)
    if refused is not None:
        return refused
    result = _result(dim, values)
    if is_oversized(result) and not any(map(is_oversized, values)):
        return Unworkable(dim, f"`{dim.at.text}` is too large to work with")
    return result


def _refused(dim: Binary | Call, values: list[Polynomial]) -> Unworkable | None:
    """What no size can mend: a division by zero, a negative exponent."""
    match dim:
        case Binary("//" | "%") | Call("ceildiv") if values[1].as_int == 0:
            return Unworkable(dim, f"`{dim.at.text}` divides by zero")
        case Binary("**") if (values[1].as_int or 0) < 0:
            return Unworkable(dim, f"`{dim.at.text}` has a negative exponent: no whole number")
    return None


def _result(dim: Binary | Call, values: list[Polynomial]) -> Polynomial:
    match dim:
        case Binary(sign):
            return _ARITHMETIC[sign](values[0], values[1])
        case Call("ceildiv"):
            return ceildiv(values[0], values[1])
        case Call("min"):
            return minimum(*values)
        case Call("max"):
            return maximum(*values)
        case Call():
            return reduce(mul, values, constant(1))
