"""Nodes of the contract language written by hand; their places do not count when compared."""

from __future__ import annotations

from graphnet.contract.cursor import Cursor
from graphnet.contract.syntax import Int, Name
from graphnet.text import SourceText, Span, quoted

HERE = Span(SourceText("x", ""), 0, 0)


def name(text: str) -> Name:
    return Name(text, at=HERE)


def number(value: int) -> Int:
    return Int(value, at=HERE)


def cursor(text: str) -> Cursor:
    """A place before the first token of a text."""
    return Cursor(quoted(text, "x"))


def message(place: Cursor) -> str:
    """What was refused on the way, or nothing."""
    return "" if place.problem is None else place.problem.message
