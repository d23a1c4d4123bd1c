"""Reads conditions, promises about time, and what a recurrent stage carries."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, cast

from graphnet.contract.cursor import Cursor
from graphnet.contract.lexer import Token
from graphnet.contract.lower import lower
from graphnet.contract.parse_dims import read_dim
from graphnet.contract.parse_ports import read_tensor
from graphnet.contract.polynomial import Polynomial
from graphnet.contract.rules import contract_ports as rule
from graphnet.contract.rules.contract_text import comparison
from graphnet.contract.stray import refuse_stray
from graphnet.contract.syntax import Dim, Effect, Infinity, State, Where

Relation = Literal["==", "!=", "<", "<=", ">", ">="]
EffectName = Literal[
    "causal",
    "global",
    "positionwise",
    "lookahead",
    "delay",
    "field",
    "ratio",
    "block",
    "latency",
    "step",
    "padding-safe",
    "selects",
]

BARE = ("causal", "global", "positionwise", "step", "padding-safe", "selects")
"""Effects that stand alone."""

MEASURED = ("lookahead", "delay", "field", "ratio", "block", "latency")
"""Effects that say how much."""

RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


def read_where(cursor: Cursor) -> Where:
    """`0 < a <= b`."""
    first = cursor.seen
    terms, relations = [read_dim(cursor)], []
    while sign := cursor.accept(*RELATIONS):
        relations.append(cast("Relation", sign.text))
        terms.append(read_dim(cursor))
    _refuse_where(cursor)
    if cursor.seen.kind == "end" and not relations:
        cursor.refuse(rule.no_comparison(cursor.since(first)))
    return Where(tuple(terms), tuple(relations), at=cursor.since(first))


def _refuse_where(cursor: Cursor) -> None:
    """Refuse what people write between or behind comparisons."""
    token, after = cursor.seen, cursor.after
    if token.text == "=":
        meant = f"{after.text}=" if after.text in {"<", ">"} else "=="
        end = after.end if after.text in {"<", ">"} else token.end
        cursor.refuse(comparison(meant, cursor.excerpt.span(token.start, end)))
    elif token.text == "=>":
        cursor.refuse(comparison(">=", cursor.at(token)))
    elif token.text in {"and", "or", ",", "|", "&"}:
        cursor.refuse(rule.joined_conditions(cursor.at(token)))


def read_effect(cursor: Cursor) -> Effect:
    """`causal`, `delay 1`, `ratio 1/4`."""
    first = cursor.take()
    word = first.text
    if word == "padding" and cursor.seen.text == "-" and cursor.after.text == "safe":
        cursor.take()
        cursor.take()
        word = "padding-safe"
    if word not in (*BARE, *MEASURED):
        at = cursor.since(first)
        cursor.refuse(rule.unknown_effect(word, (*BARE, *MEASURED), at))
    if word in BARE and cursor.seen.kind != "end":
        cursor.refuse(rule.stands_alone(word, cursor.at(cursor.seen)))
    amount = None if word in BARE else _read_amount(cursor, first)
    return Effect(cast("EffectName", word), amount, at=cursor.since(first))


def _read_amount(cursor: Cursor, effect: Token) -> Fraction | Dim | Infinity | None:
    if cursor.seen.kind == "end":
        example = "ratio 1/4" if effect.text == "ratio" else f"{effect.text} 1"
        cursor.refuse(rule.no_amount(effect.text, example, cursor.at(effect)))
        return None
    first = cursor.seen
    if effect.text == "field" and cursor.accept("inf"):
        return Infinity(1, at=cursor.since(first))
    amount = read_dim(cursor)
    if effect.text == "ratio":
        return _read_ratio(cursor, first, amount)
    return amount


def _read_ratio(cursor: Cursor, first: Token, above: Dim) -> Fraction | Dim:
    """A number over a number, or one size alone."""
    below = read_dim(cursor) if cursor.accept("/") else None
    upper, lower_number = _number(above), 1 if below is None else _number(below)
    if upper is None and below is None:
        return above
    if upper is None or lower_number is None or upper < 1 or lower_number < 1:
        cursor.refuse(rule.bad_ratio(cursor.since(first)))
        return above
    return Fraction(upper, lower_number)


def _number(dim: Dim) -> int | None:
    value = lower(dim, lambda _: None)
    return value.as_int if isinstance(value, Polynomial) else None


def read_state(cursor: Cursor) -> State:
    """`complex64 (B, H, N) = zeros`."""
    first = cursor.seen
    tensor = read_tensor(cursor)
    if not cursor.accept("="):
        refuse_stray(cursor, "`=` and what the state begins with, such as `= zeros`")
    start = cursor.seen
    if start.kind != "name":
        refuse_stray(cursor, "`zeros`, `ones` or a name")
    cursor.take()
    return State(tensor, start.text, at=cursor.since(first))
