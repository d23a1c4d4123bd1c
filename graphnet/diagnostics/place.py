"""Where a span stands, in the numbers that machines read."""

from __future__ import annotations

from graphnet.text import Span
from graphnet.values import frozen


@frozen(kw_only=True)
class Place:
    """A path, and lines and columns counted from 1; `end_column` is the one behind the span.

    `line` is 0 where a span names a whole file and no place in it.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


def place(span: Span) -> Place:
    """The place of a span."""
    path = span.source.path
    if span == span.source.whole:
        return Place(path=path)
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return Place(path=path, line=line, column=column, end_line=end_line, end_column=end_column)
