"""Sizes as the exporter writes them, read as expressions of the contract language.

The exporter's own classes are known here by name alone: their module moves between versions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add, mul
from typing import Any, Literal, cast

from graphnet.contract.assume import Relation
from graphnet.contract.polynomial import (
    Polynomial,
    ceildiv,
    constant,
    floor_divide,
    maximum,
    minimum,
    modulo,
    power,
)
from graphnet.values import frozen

Values = Mapping[str, Polynomial]
"""What the exporter's symbols stand for in the contract."""


@frozen
class Unreadable:
    """An expression of a kind that is not known here."""

    text: str


Operator = Literal["==", "!=", "<", "<=", ">", ">="]
_RELATIONS: Mapping[str, Operator] = {
    "Equality": "==",
    "Unequality": "!=",
    "StrictLessThan": "<",
    "LessThan": "<=",
    "StrictGreaterThan": ">",
    "GreaterThan": ">=",
}
_TWO: Mapping[str, Callable[[Polynomial, Polynomial], Polynomial]] = {
    "FloorDiv": floor_divide,
    "CleanDiv": floor_divide,
    "CeilDiv": ceildiv,
    "CeilToInt": ceildiv,
    "Mod": modulo,
    "PythonMod": modulo,
    "Pow": power,
    "PowByNatural": power,
}
_MANY: Mapping[str, Callable[..., Polynomial]] = {
    "Add": lambda *terms: reduce(add, terms),
    "Mul": lambda *factors: reduce(mul, factors),
    "Max": maximum,
    "Min": minimum,
}


def read_size(size: object, values: Values) -> Polynomial | Unreadable:
    """A size, symbolic or a number, over the contract's names."""
    if isinstance(size, int):
        return constant(size)
    node = getattr(size, "node", None)
    return read(size if node is None else node.expr, values)


def read(expression: Any, values: Values) -> Polynomial | Unreadable:
    """An expression over the contract's names."""
    kind = type(expression).__name__
    if getattr(expression, "is_Integer", False):
        return constant(int(expression))
    if getattr(expression, "is_Symbol", False):
        return values.get(str(expression), Unreadable(str(expression)))
    operands: list[Polynomial] = []
    for argument in expression.args:
        operand = read(argument, values)
        if isinstance(operand, Unreadable):
            return operand
        operands.append(operand)
    if kind in _TWO and len(operands) == 2:
        return _TWO[kind](*operands)
    return _MANY[kind](*operands) if kind in _MANY else Unreadable(str(expression))


def read_guard(expression: Any, values: Values) -> Relation | Unreadable:
    """A comparison over the contract's names."""
    operator = _RELATIONS.get(type(expression).__name__)
    if operator is None:
        return Unreadable(str(expression))
    left, right = (read(side, values) for side in expression.args)
    if isinstance(left, Unreadable) or isinstance(right, Unreadable):
        return Unreadable(str(expression))
    return Relation(left, operator, right)


def symbols_of(shape: tuple[object, ...]) -> tuple[str | None, ...]:
    """For each axis of an exported input the one symbol it is, None where it is none."""
    return tuple(_symbol(size) for size in shape)


def _symbol(size: object) -> str | None:
    node = getattr(size, "node", None)
    expression = None if node is None else cast(Any, node).expr
    return str(expression) if getattr(expression, "is_Symbol", False) else None
