"""Which sentence a token deserves that cannot stand where it stands."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.contract.habits_inside import word_sentence
from graphnet.contract.lexer import Token
from graphnet.contract.rules import contract_text as rule
from graphnet.diagnostics import Diagnostic

UNITS = frozenset(
    [
        "hz",
        "khz",
        "mhz",
        "s",
        "sec",
        "ms",
        "us",
        "min",
        "h",
        "k",
        "m",
        "g",
        "b",
        "bit",
        "bits",
        "bytes",
        "kb",
        "mb",
        "gb",
        "tb",
        "kib",
        "mib",
        "gib",
        "tib",
    ]
)
"""What people write behind numbers; only names in other letters than a size's count."""


def refuse_stray(cursor: Cursor, wanted: str, opening: Token | None = None) -> None:
    """Refuse the token in front, where `wanted` was due (to close `opening`, if given)."""
    token, at = cursor.seen, cursor.at(cursor.seen)
    special = sign_sentence(cursor) or (_side_by_side(cursor) if opening is not None else None)
    if special is not None:
        cursor.refuse(special)
    elif token.text in {")", "]", "}"} and opening is None and cursor.depth == 0:
        cursor.refuse(rule.closes_nothing(at))
    elif opening is not None:
        is_sure = opening.text == "(" and token.text in {"->", ""} and cursor.before is not None
        before = cursor.at(cursor.before) if is_sure and cursor.before else None
        cursor.refuse(rule.not_closed(cursor.at(opening), wanted, token.text, at, before))
    else:
        cursor.refuse(rule.expected(wanted, token.text, at))


def special_sentence(cursor: Cursor) -> Diagnostic | None:
    """The sentence for a mistake people make, where the token in front is one."""
    return sign_sentence(cursor) or _side_by_side(cursor)


def sign_sentence(cursor: Cursor) -> Diagnostic | None:
    """The sentence for a sign that other languages have."""
    at = cursor.at(cursor.seen)
    if cursor.seen.kind == "odd":
        return rule.odd_character(at)
    match cursor.seen.text:
        case "^":
            return rule.caret(at)
        case "/":
            return rule.slash(at)
        case "=>":
            return rule.wrong_arrow(at)
        case "." if cursor.after.text == ".":
            return rule.two_dots(cursor.excerpt.span(cursor.seen.start, cursor.after.end))
    return None


def _side_by_side(cursor: Cursor) -> Diagnostic | None:
    """A word between two values that stands for a sign, or nothing between them."""
    return word_sentence(cursor) or _neighbours(cursor)


def _neighbours(cursor: Cursor) -> Diagnostic | None:
    """Two values with nothing between them."""
    before, token = cursor.before, cursor.seen
    if before is None or not token.is_value or not (before.is_value or before.text == ")"):
        return None
    at = cursor.at(token)
    if token.kind == "float":
        return rule.fraction(at)
    if token.text in {"x", "X"} and cursor.after.is_value:
        return rule.times_letter(at)
    if before.kind == "int" and token.kind == "name":
        stuck = token.start == before.end
        if token.text.casefold() in UNITS and (stuck or len(token.text) > 1):
            return rule.unit(before.text, at)
        if stuck and token.text[0] in "xX" and token.text[1:].isalnum():
            return rule.times_letter(cursor.excerpt.span(token.start, token.start + 1))
    return rule.beside(before.text, token.text, at)
