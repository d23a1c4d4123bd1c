"""The text a user wrote, and places in it: everything a diagnostic can point at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from graphnet.values import field, frozen


@frozen(slots=False)
class SourceText:
    """A text with a name: a spec file, a plugin's declaration or a command-line value.

    `path` is shown to people as it is; `text` may be empty where only the file matters.
    """

    path: str
    text: str = field(default="", repr=False)

    @property
    def is_file(self) -> bool:
        """Whether people can edit it: a plugin's `<text>` and a `--set` value are no files."""
        return not self.path.startswith(("<", "--"))

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of every line."""
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of one line, counted from 1, without its end."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : None if end < 0 else end].rstrip("\r")

    @property
    def whole(self) -> Span:
        """A span that names the file and no place in it."""
        return Span(self, 0, 0)


@frozen
class Span:
    """Characters `start` up to `end` (exclusive) of a source text."""

    source: SourceText
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the span."""
        return self.source.text[self.start : self.end]

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the first character, both counted from 1."""
        return self.source.position(self.start)


@frozen
class Excerpt:
    """A string value and where each of its characters stands in a source text.

    `offsets` has one entry per character of `value` and one for its end, so that a place inside
    a TOML string with escapes still maps to the file. Build one with `excerpt_at` or `quoted`.
    """

    value: str
    source: SourceText
    offsets: Sequence[int] = field(repr=False)  # a range where they can be: texts may be long

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where `value[start:end]` stands in the source text."""
        stop = len(self.value) if end is None else end
        return Span(self.source, self.offsets[start], self.offsets[stop])


def excerpt_at(value: str, source: SourceText, start: int) -> Excerpt:
    """An excerpt whose characters stand one after another in the source from `start`."""
    return Excerpt(value, source, range(start, start + len(value) + 1))


def quoted(value: str, path: str) -> Excerpt:
    """An excerpt of a text that is its own source, such as a plugin's declaration."""
    return excerpt_at(value, SourceText(path, value), 0)
