"""Habits of other notations inside brackets: axes, arithmetic and intervals."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.contract.lexer import Token
from graphnet.contract.rules import contract_habits as rule
from graphnet.contract.syntax import ROLES
from graphnet.diagnostics import Diagnostic

ANY_SIZE = frozenset({"None", "none", "null", "?", ":"})
WORDS = {"div": "//", "mod": "%", "times": "*", "plus": "+", "minus": "-", "over": "//"}
_ENDS = frozenset({",", ")", "]", "}"})


def refuse_axis(cursor: Cursor) -> None:
    """Refuse what is no beginning of an axis, in the words that fit it."""
    token, after = cursor.seen, cursor.after
    if token.text in ANY_SIZE and after.text in _ENDS:
        cursor.refuse(rule.any_size(cursor.at(token)))
    elif token.text == "-" and after.kind == "int" and cursor.ahead(2).text in _ENDS:
        cursor.refuse(_negative(cursor, after))
    elif token.kind == "int" and not token.text.strip("0_") and after.text in _ENDS:
        cursor.refuse(rule.no_axis_of_zero(cursor.at(token)))
    elif token.kind in {"name", "int"} and after.text == ":":
        _refuse_role(cursor, token)
    elif token.kind == "name" and after.text == "=":
        cursor.refuse(rule.role_equals(cursor.at(after), is_role=token.text in ROLES))


def _negative(cursor: Cursor, number: Token) -> Diagnostic:
    at = cursor.between(cursor.seen, number)
    return rule.any_size(at) if number.text == "1" else rule.no_axis_of_zero(at)


def _refuse_role(cursor: Cursor, size: Token) -> None:
    role = cursor.ahead(2)
    if size.text not in ROLES and role.text in ROLES:
        at = cursor.between(size, role)
        cursor.refuse(rule.role_behind(role.text, size.text, at))


def refuse_set(cursor: Cursor) -> None:
    """Refuse what is no beginning of an interval or a set, in the words that fit it."""
    token, after = cursor.seen, cursor.after
    at = cursor.at(token)
    if token.text == "range" and after.text == "(":
        cursor.refuse(_range(cursor))
    elif token.text == "]":
        cursor.refuse(rule.turned_bracket(at, "("))
    elif token.text in {"[", "{"} and after.text in {"]", "}"}:
        cursor.refuse(rule.empty_values(cursor.between(token, after)))
    elif token.kind in {"int", "name"} and after.text == "." == cursor.ahead(2).text:
        high = cursor.ahead(3)
        cursor.refuse(rule.bare_range(token.text, high.text, cursor.between(token, high)))
    elif token.kind in {"int", "name"}:
        cursor.refuse(rule.one_value(token.text, at))


def _range(cursor: Cursor) -> Diagnostic:
    """`range(256)` and `range(1, 256)`; anything longer is left to a person."""
    inside = [cursor.ahead(count) for count in range(2, 6)]
    match [token.text for token in inside]:
        case [high, ")", *_]:
            meant, last = f"[0, {high})", inside[1]
        case [low, ",", high, ")"]:
            meant, last = f"[{low}, {high})", inside[3]
        case _:
            return rule.python_range(None, cursor.at(cursor.seen))
    return rule.python_range(meant, cursor.between(cursor.seen, last))


def refuse_separator(cursor: Cursor) -> None:
    """Refuse what stands where the comma between two ends is due."""
    token, after = cursor.seen, cursor.after
    if token.text == "." == after.text:
        cursor.refuse(rule.separator(cursor.between(token, after)))
    elif token.text in {":", ";", "..."}:
        cursor.refuse(rule.separator(cursor.at(token)))
    elif token.text in {"]", ")"}:
        cursor.refuse(rule.one_end(cursor.at(token)))


def refuse_point_separator(cursor: Cursor) -> None:
    """Refuse dots between the values of a set."""
    if cursor.seen.text == "..." or cursor.seen.text == "." == cursor.after.text:
        cursor.refuse(rule.dotted_points(cursor.at(cursor.seen)))


def refuse_end(cursor: Cursor) -> None:
    """Refuse a bracket that is turned round behind an interval."""
    if cursor.seen.text == "[":
        cursor.refuse(rule.turned_bracket(cursor.at(cursor.seen), ")"))


def word_sentence(cursor: Cursor) -> Diagnostic | None:
    """The sentence for arithmetic in words behind a value, such as `L div 4`."""
    token = cursor.seen
    if token.text in WORDS and cursor.after.is_value:
        return rule.worded(token.text, WORDS[token.text], cursor.at(token))
    return None


def refuse_rounding(cursor: Cursor, name: Token) -> None:
    """Refuse `floor(L/2)` and `ceil(L/2)`; the name is read, its parenthesis is in front."""
    if name.text not in {"floor", "ceil"}:
        return
    above, sign, below, closing = (cursor.ahead(count) for count in range(1, 5))
    if sign.text not in {"/", "//"} or closing.text != ")":
        return
    meant = f"{above.text}//{below.text}"
    if name.text == "ceil":
        meant = f"ceildiv({above.text}, {below.text})"
    cursor.refuse(rule.rounding(name.text, meant, cursor.between(name, closing)))
