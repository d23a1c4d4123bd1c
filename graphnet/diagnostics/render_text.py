"""Diagnostics as people read them: what, where, marked source lines, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics.columns import cells, shown
from graphnet.diagnostics.diagnostic import Diagnostic, Diagnostics, Label
from graphnet.diagnostics.paint import Painter, Tone, painter
from graphnet.diagnostics.snippet import Snippet, SnippetRow, rows, snippets
from graphnet.values import frozen

WIDTH = 94
NARROWEST = 40


@frozen
class _Page:
    """What one diagnostic is laid out with: columns, gutter and tones."""

    width: int
    gutter: int
    paint: Painter
    severity: Tone

    def bar(self, number: int | None = None) -> str:
        """The gutter of one row: a line number or nothing, and the bar."""
        text = "" if number is None else str(number)
        return self.paint(f"{text:>{self.gutter}} |", "gutter")

    def arrow(self, sign: str) -> str:
        """The sign before a place, ending under the bar."""
        return self.paint(f"{'':>{self.gutter}}{sign}", "gutter")


def render_text(diagnostics: Diagnostics, *, colour: bool = False, width: int = WIDTH) -> str:
    """All diagnostics, one empty line apart; the empty text when there are none."""
    paint = painter(colour=colour)
    pages = [_render_one(diagnostic, max(width, NARROWEST), paint) for diagnostic in diagnostics]
    return "\n".join(f"{page}\n" for page in pages)


def _render_one(diagnostic: Diagnostic, width: int, paint: Painter) -> str:
    groups = _groups(diagnostic)
    page = _Page(width, _gutter(groups), paint, diagnostic.rule.severity.value)
    lines = [_header(diagnostic, page), *_places(diagnostic, groups, page)]
    return "\n".join([*lines, *_endings(diagnostic, page)])


def _groups(diagnostic: Diagnostic) -> tuple[Snippet, ...]:
    """Snippets of every label that has a place in a text, the primary's first."""
    primary = diagnostic.primary
    placed = [label for label in diagnostic.others if not _is_whole(label)]
    return snippets(None if primary is None or _is_whole(primary) else primary, placed)


def _gutter(groups: tuple[Snippet, ...]) -> int:
    return max((len(str(line)) for group in groups for line in group.lines), default=1)


def _header(diagnostic: Diagnostic, page: _Page) -> str:
    head = page.paint(f"{page.severity}[{diagnostic.rule.code}]", page.severity)
    return f"{head}: {page.paint(shown(diagnostic.message), 'strong')}"


def _places(diagnostic: Diagnostic, groups: tuple[Snippet, ...], page: _Page) -> Iterable[str]:
    """The files that are named as a whole, and the snippets of the places in texts."""
    if diagnostic.primary is not None and _is_whole(diagnostic.primary):
        yield _file_line(diagnostic.primary, page, "-->")
    for index, group in enumerate(groups):
        yield from _snippet_lines(group, page)
        if index < len(groups) - 1:
            yield page.bar()
    for label in diagnostic.others:
        if _is_whole(label):
            yield _file_line(label, page, ":::")


def _file_line(label: Label, page: _Page, sign: str) -> str:
    remark = f": {shown(label.text)}" if label.text else ""
    return f"{page.arrow(sign)} {shown(label.span.source.path)}{remark}"


def _snippet_lines(group: Snippet, page: _Page) -> Iterable[str]:
    primary = next((mark for mark in group.marks if mark.is_primary), None)
    mark = primary or group.marks[0]
    place = f"{shown(group.source.path)}:{mark.line}:{mark.start + 1}"
    yield f"{page.arrow('-->' if primary else ':::')} {place}"
    if primary:
        yield page.bar()
    for row in rows(group, page.width - page.gutter - 3):
        yield _row(row, page)


def _row(row: SnippetRow, page: _Page) -> str:
    if row.number is None and row.is_primary is None:
        return page.paint(row.text, "gutter")
    if row.number is not None:
        return f"{page.bar(row.number)} {row.text}".rstrip()
    return f"{page.bar()} {page.paint(row.text, page.severity if row.is_primary else 'other')}"


def _endings(diagnostic: Diagnostic, page: _Page) -> list[str]:
    """Notes and fixes, and where to read more: on the last line where there is room."""
    more = f"graphnet explain {diagnostic.rule.code}"
    said: list[tuple[Tone, str, str]] = [("strong", "note", note) for note in diagnostic.notes]
    said += [
        ("help", "help", fix.text + ("   (can be applied)" if fix.can_be_applied else ""))
        for fix in diagnostic.fixes
    ]
    lines = [f"{page.paint(f'{word}:', tone)} {shown(text)}" for tone, word, text in said]
    if not said:
        return [page.paint(more, "faint")]
    free = page.width - len(cells(f"{said[-1][1]}: {said[-1][2]}")) - len(more)
    if free < 2:
        return [*lines, page.paint(more, "faint")]
    return [*lines[:-1], lines[-1] + " " * free + page.paint(more, "faint")]


def _is_whole(label: Label) -> bool:
    """Whether a label names a file and no place in it."""
    return label.span == label.span.source.whole
