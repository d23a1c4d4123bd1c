"""Colour adds escape codes around a text, ends them, and changes no word."""

from __future__ import annotations

import re
from typing import get_args

from rich.text import Text

from graphnet.diagnostics.paint import Tone, painter

TONES: tuple[Tone, ...] = get_args(Tone)


def test_without_colour_a_text_stays_as_it_is() -> None:
    plain = painter(colour=False)
    assert [plain("words", tone) for tone in TONES] == ["words"] * len(TONES)


def test_a_painted_text_is_the_same_words_in_a_tone_that_ends_with_them() -> None:
    paint = painter(colour=True)
    for tone in TONES:
        found = Text.from_ansi(paint("words", tone) + "rest")
        assert found.plain == "wordsrest"
        assert [(span.start, span.end) for span in found.spans] == [(0, 5)]


def test_tones_can_be_told_apart() -> None:
    paint = painter(colour=True)
    assert len({re.sub("words", "", paint("words", tone)) for tone in TONES}) == len(TONES)
    error = Text.from_ansi(paint("words", "error")).spans[0].style
    assert str(error) == "bold color(1)"  # the terminal's red


def test_nothing_is_painted_as_nothing() -> None:
    assert painter(colour=True)("", "error") == ""
