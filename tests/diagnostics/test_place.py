"""Machines get lines and columns from 1, the end behind the last character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphnet.diagnostics.place import Place, place
from graphnet.text import SourceText, Span

TEXT = "one = 1\ntwo = [\n  2,\n]\n"


def test_a_word_in_a_line() -> None:
    start = TEXT.index("1")
    assert place(Span(SourceText("x.toml", TEXT), start, start + 1)) == Place(
        path="x.toml", line=1, column=7, end_line=1, end_column=8
    )


def test_a_value_over_several_lines_ends_on_its_last() -> None:
    span = Span(SourceText("x.toml", TEXT), TEXT.index("["), TEXT.index("]") + 1)
    assert place(span) == Place(path="x.toml", line=2, column=7, end_line=4, end_column=2)


def test_a_whole_file_has_no_line() -> None:
    assert place(SourceText("data/a.bin").whole) == Place(path="data/a.bin")
    assert place(SourceText("x.toml", TEXT).whole).line == 0


@given(st.text(alphabet="ab\n", min_size=1, max_size=30), st.data())
def test_lines_and_columns_lead_back_to_the_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = place(Span(SourceText("x", text), start, end))
    lines = [*text.splitlines(keepends=True), ""]
    if found.line == found.end_line:
        marked = lines[found.line - 1][found.column - 1 : found.end_column - 1]
    else:
        first, last = lines[found.line - 1], lines[found.end_line - 1]
        middle = lines[found.line : found.end_line - 1]
        marked = "".join((first[found.column - 1 :], *middle, last[: found.end_column - 1]))
    assert marked == text[start:end]
