"""Lines of a source text with marks under the places that labels point at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphnet.diagnostics.columns import ELLIPSIS, cells, clipped, column, shown
from graphnet.diagnostics.diagnostic import Label
from graphnet.text import SourceText
from graphnet.values import evolve, field, frozen

NEARBY = 4
FAR = 1000
"""How many characters of a line can matter on each side of a mark."""


@frozen
class Mark:
    """Characters `start` up to `end` of one line, and what is said of them."""

    line: int
    start: int
    end: int
    text: str
    is_primary: bool


@frozen
class Snippet:
    """Marked lines of one source that stand close enough to be read together."""

    source: SourceText = field(repr=False)
    marks: tuple[Mark, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of the marked lines, in order."""
        return tuple(sorted({mark.line for mark in self.marks}))


@frozen
class SnippetRow:
    """One row to print: a source line (`number`), a row of marks (`is_primary`), or a gap."""

    text: str
    number: int | None = None
    is_primary: bool | None = None


def snippets(primary: Label | None, others: Sequence[Label]) -> tuple[Snippet, ...]:
    """The labels grouped into snippets; the one of the primary label is first."""
    groups: list[Snippet] = []
    if primary is not None:
        groups.append(Snippet(primary.span.source, (_mark(primary, is_primary=True),)))
    for label in sorted(others, key=lambda other: (other.span.source.path, other.span.start)):
        mark = _mark(label, is_primary=False)
        for index, group in enumerate(groups):
            if group.source == label.span.source and _is_near(group, mark):
                groups[index] = evolve(group, marks=(*group.marks, mark))
                break
        else:
            groups.append(Snippet(label.span.source, (mark,)))
    return tuple(groups)


def rows(snippet: Snippet, room: int) -> tuple[SnippetRow, ...]:
    """The rows of a snippet; source lines are cut to `room` columns around their first mark."""
    found: list[SnippetRow] = []
    last: int | None = None
    for number in snippet.lines:
        found.extend(_between(snippet.source, last, number, room))
        found.extend(_line_rows(snippet, number, room))
        last = number
    return tuple(found)


def _mark(label: Label, *, is_primary: bool) -> Mark:
    """The part of a label's span that stands on its first line."""
    line, first = label.span.position
    length = len(label.span.source.line(line))
    start = min(first - 1, length)
    end = min(first - 1 + label.span.end - label.span.start, length)
    return Mark(line, start, max(start, end), label.text, is_primary)


def _is_near(group: Snippet, mark: Mark) -> bool:
    return any(abs(mark.line - line) <= NEARBY for line in group.lines)


def _between(source: SourceText, last: int | None, number: int, room: int) -> Iterable[SnippetRow]:
    """What stands between two marked lines: the one line there is, or a gap."""
    if last is not None and number - last == 2:
        yield SnippetRow(clipped(source.line(last + 1), 0, room), last + 1)
    elif last is not None and number - last > 2:
        yield SnippetRow(ELLIPSIS)


def _line_rows(snippet: Snippet, number: int, room: int) -> Iterable[SnippetRow]:
    marks = sorted(
        (mark for mark in snippet.marks if mark.line == number),
        key=lambda mark: (not mark.is_primary, mark.start),
    )
    text, marks = _near_first(snippet.source.line(number), marks)
    skipped = _skipped(text, marks[0], room)
    yield SnippetRow(clipped(text, skipped, room), number)
    for mark in marks:
        yield SnippetRow(_under(text, mark, skipped, room), None, mark.is_primary)


def _near_first(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """A very long line without what is too far from its first mark to be seen."""
    if len(text) <= 2 * FAR:
        return text, marks
    begin = max(marks[0].start - FAR, 0)
    part = text[begin : marks[0].start + FAR]
    moved = [
        evolve(
            mark,
            start=min(max(mark.start - begin, 0), len(part)),
            end=min(max(mark.end - begin, 0), len(part)),
        )
        for mark in marks
    ]
    return part, moved


def _under(text: str, mark: Mark, skipped: int, room: int) -> str:
    """The carets of one mark, one at least, with its label behind them."""
    low = min(max(column(text, mark.start) - skipped, 0), room)
    high = min(max(column(text, mark.end) - skipped, low + 1), room + 1)
    sign = "^" if mark.is_primary else "-"
    return f"{' ' * low}{sign * (high - low)} {shown(mark.text)}".rstrip()


def _skipped(text: str, mark: Mark, room: int) -> int:
    """How many columns of a long line are left out on its left, to have the mark in view."""
    if len(cells(text)) <= room or column(text, mark.end) <= room - len(ELLIPSIS):
        return 0
    return max(column(text, mark.start) - room // 3, 0)
