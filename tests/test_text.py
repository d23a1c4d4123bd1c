"""A place in a text is found as a reader finds it: lines and columns from 1, through escapes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graphnet.text import Excerpt, SourceText, Span, excerpt_at, quoted


@given(st.text(alphabet="ab\n\ré日", max_size=40), st.data())
def test_positions_are_those_an_editor_shows(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].split("\n")
    assert SourceText("x", text).position(offset) == (len(before), len(before[-1]) + 1)


@given(st.text(alphabet="ab\n", max_size=40))
def test_lines_are_those_between_the_line_ends(text: str) -> None:
    source = SourceText("x", text)
    lines = text.split("\n")
    assert [source.line(number) for number in range(1, len(lines) + 1)] == lines


def test_a_line_is_shown_without_the_end_that_windows_gives_it() -> None:
    source = SourceText("x", "one\r\ntwo\r\n")
    assert [source.line(1), source.line(2), source.line(3)] == ["one", "two", ""]


def test_a_span_reads_its_characters_and_knows_where_it_begins() -> None:
    span = Span(SourceText("x", "a = 1\nbc = 2\n"), 6, 8)
    assert (span.text, span.position) == ("bc", (2, 1))


def test_a_place_in_a_value_is_found_behind_the_escapes_of_its_file() -> None:
    r"""The file holds `"\t\u0041L"`: a tab, an A and an L in ten characters."""
    source = SourceText("x", r'"\t\u0041L"')
    excerpt = Excerpt("\tAL", source, (1, 3, 9, 10))
    assert [excerpt.span(i, i + 1).text for i in range(3)] == [r"\t", r"\u0041", "L"]
    assert excerpt.span().text == r"\t\u0041L"
    assert excerpt.span(2).text == "L"


def test_an_excerpt_without_escapes_stands_where_it_was_found() -> None:
    source = SourceText("x", 'a = "L//4"')
    assert excerpt_at("L//4", source, 5).span(1, 3).position == (1, 7)
    assert quoted("L//4", "plugin s4").span(1, 3).text == "//"
    assert quoted("L//4", "plugin s4").source.path == "plugin s4"


def test_a_whole_file_can_be_named_without_being_read() -> None:
    assert (SourceText("data/a.bin").whole.source.path, SourceText("x").whole.text) == (
        "data/a.bin", "",
    )  # fmt: skip
