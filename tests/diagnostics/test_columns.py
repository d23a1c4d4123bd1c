"""Columns are counted as a terminal counts them: rich's own tables are the reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from graphnet.diagnostics.columns import cells, clipped, column, shown

WORDS = st.text(st.sampled_from("ab ='日本ｗ한é"), max_size=60)


@pytest.mark.parametrize("text", ["abc", "日本語", "한글", "ｗｉｄｅ", "naïve", "e\u0301"])
def test_a_text_takes_the_columns_it_takes_on_a_terminal(text: str) -> None:
    assert column(text, len(text)) == len(cells(text)) == cell_len(text)


@given(WORDS, st.data())
def test_columns_up_to_a_character_are_those_before_it(text: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(text)))
    assert column(text, end) == cell_len(text[:end])


def test_a_tab_is_four_columns_and_nothing_moves_the_cursor() -> None:
    assert shown("a\tb") == "a    b"
    assert column("a\tb", 2) == 5
    for char in "\x1b\x07\r\n\x00\x9b\u202e\u2066":
        assert shown(f"a{char}b") == "a\N{REPLACEMENT CHARACTER}b"


@given(WORDS, st.integers(0, 40), st.integers(8, 40))
def test_what_is_clipped_fills_its_room_and_says_where_it_was_cut(
    text: str, skipped: int, room: int
) -> None:
    width = cell_len(text)
    if width - skipped < 4:  # less than dots and a character: nothing is cut so far to the right
        return
    found = clipped(text, skipped, room)
    assert cell_len(found) == min(room, width - skipped)
    assert found.endswith("...") is (width > skipped + room)
    assert found.startswith("...") is (skipped > 0)


def test_a_wide_character_is_never_cut_in_half() -> None:
    assert clipped("日本語日本語日本語", 0, 9) == "日本語..."
    assert clipped("日本語日本語日本語", 0, 10) == "日本語 ..."
    assert clipped("日本語日本語日本語", 2, 10) == "... 日 ..."
