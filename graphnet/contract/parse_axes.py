"""Reads shapes: axes with roles, `_`, and one variadic."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.contract.habits_inside import refuse_axis
from graphnet.contract.lexer import Token
from graphnet.contract.parse_dims import read_dim
from graphnet.contract.rules import contract_ports as rule
from graphnet.contract.rules.contract_text import too_much
from graphnet.contract.stray import refuse_stray
from graphnet.contract.syntax import ROLES, AnyAxis, Axis, ShapeItem, Variadic

MOST_AXES = 64
"""How many axes a shape may have."""


def read_shape(cursor: Cursor) -> tuple[ShapeItem, ...]:
    """`(batch:B, time:L, *S)`."""
    opening = cursor.accept("(")
    if opening is None:
        refuse_stray(cursor, "a shape such as `(B, L)`")
        return ()
    items: list[ShapeItem] = []
    while cursor.seen.text != ")" and cursor.seen.kind != "end":
        items.append(_read_item(cursor))
        _check(cursor, items, opening)
        if not cursor.accept(","):
            break
    if not cursor.accept(")"):
        refuse_stray(cursor, "`)`", opening)
    return tuple(items)


def _check(cursor: Cursor, items: list[ShapeItem], opening: Token) -> None:
    if len(items) > MOST_AXES:
        cursor.refuse(too_much("too many axes", MOST_AXES, cursor.at(opening)))
    variadics = [item for item in items if isinstance(item, Variadic)]
    if len(variadics) > 1:
        cursor.refuse(rule.second_variadic(variadics[0].at, variadics[1].at))


def _read_item(cursor: Cursor) -> ShapeItem:
    first = cursor.seen
    refuse_axis(cursor)
    if first.text == ",":
        cursor.refuse(rule.empty_axis(cursor.at(first)))
    if cursor.accept("..."):
        return Variadic(None, at=cursor.since(first))
    if cursor.accept("*"):
        name = cursor.seen
        if name.kind != "name":
            cursor.refuse(rule.unnamed_star(cursor.at(first)))
        return Variadic(cursor.take().text, at=cursor.since(first))
    if cursor.accept("_"):
        return AnyAxis(at=cursor.since(first))
    return _read_axis(cursor, first)


def _read_axis(cursor: Cursor, first: Token) -> Axis:
    role = _read_role(cursor)
    may_be_one = cursor.accept("#") is not None
    if may_be_one and cursor.after.text == ":":
        cursor.refuse(rule.late_role(cursor.since(first)))
    return Axis(read_dim(cursor), role, may_be_one, at=cursor.since(first))


def _read_role(cursor: Cursor) -> str | None:
    name = cursor.seen
    if name.kind != "name" or cursor.after.text != ":":
        return None
    cursor.take()
    cursor.take()
    if name.text not in ROLES:
        cursor.refuse(rule.unknown_role(name.text, cursor.at(name)))
    if cursor.seen.kind == "name" and cursor.after.text == ":":
        cursor.refuse(rule.second_role(cursor.at(cursor.seen)))
    return name.text
