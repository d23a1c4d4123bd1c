"""Labels close to one another share a snippet; the one that matters comes first."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Label
from graphnet.diagnostics.snippet import NEARBY, rows, snippets
from graphnet.text import SourceText, Span

LINES = SourceText("a.toml", "".join(f"line {number:02}\n" for number in range(1, 31)))
OTHER = SourceText("b.toml", LINES.text)


def on_line(number: int, text: str = "", source: SourceText = LINES) -> Label:
    start = source.text.index(f"{number:02}")
    return Label(Span(source, start, start + 2), text)


def test_the_primary_label_comes_first_wherever_it_stands() -> None:
    found = snippets(on_line(20), (on_line(1), on_line(10)))
    assert [snippet.lines for snippet in found] == [(20,), (1,), (10,)]
    assert [mark.is_primary for snippet in found for mark in snippet.marks] == [True, False, False]


@pytest.mark.parametrize(("apart", "count"), [(NEARBY, 1), (NEARBY + 1, 2)])
def test_labels_share_a_snippet_up_to_a_few_lines_apart(apart: int, count: int) -> None:
    for other in (10 - apart, 10 + apart):
        assert len(snippets(on_line(10), (on_line(other),))) == count


def test_labels_of_two_files_never_share_one() -> None:
    found = snippets(on_line(3), (on_line(4, source=OTHER),))
    assert [snippet.source.path for snippet in found] == ["a.toml", "b.toml"]


def test_without_a_primary_label_the_others_are_shown() -> None:
    assert snippets(None, ()) == ()
    (found,) = snippets(None, (on_line(2), on_line(3)))
    assert found.lines == (2, 3)


def test_one_line_between_two_marks_is_shown_and_more_are_a_gap() -> None:
    (found,) = snippets(on_line(2, "here"), (on_line(4), on_line(8)))
    assert [(row.number, row.text) for row in rows(found, 80)] == [
        (2, "line 02"),
        (None, "     ^^ here"),
        (3, "line 03"),
        (4, "line 04"),
        (None, "     --"),
        (None, "..."),
        (8, "line 08"),
        (None, "     --"),
    ]


def test_two_marks_on_one_line_stand_below_each_other_the_primary_above() -> None:
    source = SourceText("a.toml", "one two\n")
    one, two = Label(Span(source, 0, 3), "first"), Label(Span(source, 4, 7), "second")
    (found,) = snippets(two, (one,))
    assert [row.text for row in rows(found, 80)] == ["one two", "    ^^^ second", "--- first"]
