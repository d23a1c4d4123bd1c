"""Reads domains: unions of intervals and single values."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.contract.habits_inside import (
    refuse_end,
    refuse_point_separator,
    refuse_separator,
    refuse_set,
)
from graphnet.contract.lexer import Token
from graphnet.contract.parse_dims import MOST_ARGUMENTS, read_dim
from graphnet.contract.rules import contract_ports as rule
from graphnet.contract.rules.contract_text import too_much
from graphnet.contract.stray import refuse_stray
from graphnet.contract.syntax import Bound, Domain, Infinity, Int, Interval, Negation, Points, Real


def read_domain(cursor: Cursor) -> Domain:
    """The sets behind `in`, joined by `|`."""
    first = cursor.seen
    parts = [_read_set(cursor)]
    while cursor.accept("|"):
        parts.append(_read_set(cursor))
    if len(parts) > MOST_ARGUMENTS:
        cursor.refuse(too_much("too many sets of values", MOST_ARGUMENTS, cursor.at(first)))
    return Domain(tuple(parts), at=cursor.since(first))


def _read_set(cursor: Cursor) -> Interval | Points:
    refuse_set(cursor)
    if opening := cursor.accept("{"):
        return _read_points(cursor, opening)
    opening = cursor.accept("[", "(") or cursor.seen
    if opening == cursor.seen:
        refuse_stray(cursor, "values such as `[0, C)` or `{-1, 1}`")
    low = _read_bound(cursor)
    if not cursor.accept(","):
        refuse_separator(cursor)
        refuse_stray(cursor, "`,` between the two ends")
    high = _read_bound(cursor)
    closing = cursor.accept("]", ")")
    if closing is None:
        refuse_end(cursor)
        refuse_stray(cursor, "`]` or `)`", opening)
    result = Interval(
        low,
        high,
        low_included=opening.text == "[",
        high_included=closing is not None and closing.text == "]",
        at=cursor.since(opening),
    )
    if _is_reversed(result):
        cursor.refuse(rule.no_values(result.at.text, result.at))
    return result


def _read_points(cursor: Cursor, opening: Token) -> Points:
    values = [read_dim(cursor)]
    while cursor.accept(","):
        values.append(read_dim(cursor))
    if not cursor.accept("}"):
        refuse_point_separator(cursor)
        refuse_stray(cursor, "`}`", opening)
    if len(values) > MOST_ARGUMENTS:
        cursor.refuse(too_much("too many values", MOST_ARGUMENTS, cursor.at(opening)))
    return Points(tuple(values), at=cursor.since(opening))


def _read_bound(cursor: Cursor) -> Bound:
    first = cursor.seen
    if first.text == "-" and (cursor.after.kind == "float" or cursor.after.text == "inf"):
        cursor.take()
    sign = -1 if cursor.seen != first else 1
    if cursor.accept("inf"):
        return Infinity(-1 if sign < 0 else 1, at=cursor.since(first))
    if cursor.seen.kind == "float":
        number = float(cursor.take().text.replace("_", ""))
        return Real(sign * number, at=cursor.since(first))
    return read_dim(cursor)


def _is_reversed(interval: Interval) -> bool:
    low, high = _value(interval.low), _value(interval.high)
    return low is not None and high is not None and low > high


def _value(bound: Bound) -> float | None:
    match bound:
        case Int(value) | Real(value):
            return value
        case Negation(Int(value)):
            return -value
        case Infinity(sign):
            return sign * float("inf")
        case _:
            return None
