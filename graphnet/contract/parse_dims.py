"""Reads sizes: numbers, names, functions and the arithmetic between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, cast

from graphnet.contract.cursor import Cursor
from graphnet.contract.habits_inside import refuse_rounding
from graphnet.contract.lexer import Token
from graphnet.contract.rules import contract_text as rule
from graphnet.contract.rules.contract_habits import nested_shape, percent
from graphnet.contract.stray import refuse_stray, sign_sentence
from graphnet.contract.syntax import FUNCTIONS, RESERVED, Binary, Call, Dim, Int, Name, Negation

MOST_DEPTH = 32
"""How deep parentheses, signs and powers may be nested."""

MOST_OPERATIONS = 150
"""How many operations one text may hold."""

MOST_DIGITS = 18
"""How long a number may be."""

MOST_ARGUMENTS = 64
"""How many arguments a function may have."""


def read_dim(cursor: Cursor) -> Dim:
    """`a + b*c`, up to a token that belongs to something else."""
    return _chain(cursor, _read_product, ("+", "-"))


def _read_product(cursor: Cursor) -> Dim:
    return _chain(cursor, _read_signed, ("*", "//", "%"))


def _chain(cursor: Cursor, read: Callable[[Cursor], Dim], operators: tuple[str, ...]) -> Dim:
    """Operands of one strength, joined from the left."""
    first = cursor.seen
    result = read(cursor)
    while operator := cursor.accept(*operators):
        if not _counted(cursor, operator):
            break
        right = read(cursor)
        result = Binary(_operator(operator), result, right, at=cursor.since(first))
    return result


def _operator(token: Token) -> Literal["+", "-", "*", "//", "%", "**"]:
    return cast('Literal["+", "-", "*", "//", "%", "**"]', token.text)


def _counted(cursor: Cursor, operator: Token) -> bool:
    cursor.operations += 1
    if cursor.operations <= MOST_OPERATIONS:
        return True
    cursor.refuse(rule.too_much("too many operations", MOST_OPERATIONS, cursor.at(operator)))
    return False


def _read_signed(cursor: Cursor) -> Dim:
    sign = cursor.accept("-")
    if sign is None:
        return _read_power(cursor)
    operand = _deeper(cursor, sign, _read_signed)
    return Negation(operand, at=cursor.since(sign))


def _read_power(cursor: Cursor) -> Dim:
    first = cursor.seen
    base = _read_atom(cursor)
    operator = cursor.accept("**")
    if operator is None or not _counted(cursor, operator):
        return base
    exponent = _deeper(cursor, operator, _read_signed)
    return Binary("**", base, exponent, at=cursor.since(first))


def _deeper(cursor: Cursor, at: Token, read: Callable[[Cursor], Dim]) -> Dim:
    """Read one level deeper, if that is not too deep."""
    cursor.depth += 1
    if cursor.depth > MOST_DEPTH:
        cursor.refuse(rule.too_much("nested too deeply", MOST_DEPTH, cursor.at(at)))
        return _nothing(cursor)
    result = read(cursor)
    cursor.depth -= 1
    return result


def _nothing(cursor: Cursor) -> Dim:
    """What stands for a size after a mistake."""
    return Int(0, at=cursor.at(cursor.seen))


def _read_atom(cursor: Cursor) -> Dim:
    token = cursor.seen
    if token.kind == "int":
        return _read_int(cursor)
    if token.kind == "name":
        return _read_name(cursor)
    if token.text == "(":
        cursor.take()
        inner = _deeper(cursor, token, read_dim)
        if cursor.seen.text == ",":
            cursor.refuse(nested_shape(cursor.at(token)))
        if not cursor.accept(")"):
            refuse_stray(cursor, "`)`", token)
        return inner
    _refuse_atom(cursor)
    return _nothing(cursor)


def _refuse_atom(cursor: Cursor) -> None:
    token, before, at = cursor.seen, cursor.before, cursor.at(cursor.seen)
    where = "here" if before is None else f"after `{before.text}`"
    if token.kind == "float":
        cursor.refuse(rule.fraction(at))
    elif before is not None and before.text == "%" and cursor.ahead(-2).kind in {"int", "float"}:
        cursor.refuse(percent(cursor.at(before)))
    else:
        cursor.refuse(sign_sentence(cursor) or rule.no_size(where, token.text, at))


def _read_int(cursor: Cursor) -> Dim:
    token = cursor.take()
    digits = token.text.replace("_", "")
    if len(digits) > MOST_DIGITS:
        cursor.refuse(rule.long_number(MOST_DIGITS, cursor.at(token)))
        return _nothing(cursor)
    return Int(int(digits), at=cursor.at(token))


def _read_name(cursor: Cursor) -> Dim:
    token = cursor.take()
    if cursor.seen.text == "(":
        if token.text in FUNCTIONS:
            return _read_call(cursor, token)
        refuse_rounding(cursor, token)
        if cursor.seen.start == token.end:
            cursor.refuse(rule.unknown_function(token.text, cursor.at(token)))
    if token.text in RESERVED:
        cursor.refuse(rule.reserved(token.text, cursor.at(token)))
    parts = [token.text]
    while cursor.seen.text == "." and cursor.after.kind == "name":
        cursor.take()
        parts.append(cursor.take().text)
    return Name(".".join(parts), at=cursor.since(token))


def _read_call(cursor: Cursor, name: Token) -> Dim:
    opening = cursor.take()
    arguments = [_deeper(cursor, opening, read_dim)]
    while cursor.accept(","):
        arguments.append(_deeper(cursor, opening, read_dim))
    if not cursor.accept(")"):
        refuse_stray(cursor, "`)`", opening)
    _check_arguments(cursor, name, len(arguments))
    return Call(name.text, tuple(arguments), at=cursor.since(name))


def _check_arguments(cursor: Cursor, name: Token, count: int) -> None:
    at = cursor.at(name)
    if name.text == "ceildiv" and count != 2:
        cursor.refuse(rule.argument_count("ceildiv", "2 arguments", count, at))
    if name.text in {"min", "max"} and count < 2:
        cursor.refuse(rule.argument_count(name.text, "at least 2 arguments", count, at))
    if count > MOST_ARGUMENTS:
        cursor.refuse(rule.too_much("too many arguments", MOST_ARGUMENTS, at))
