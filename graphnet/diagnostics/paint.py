"""Colours for words on a terminal; without colour a text is left as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Tone = Literal["error", "warning", "strong", "gutter", "other", "help", "faint"]
Painter = Callable[[str, Tone], str]

CODES: dict[Tone, str] = {
    "error": "1;31",
    "warning": "1;33",
    "strong": "1",
    "gutter": "34",
    "other": "36",
    "help": "1;32",
    "faint": "2",
}


def painter(*, colour: bool) -> Painter:
    """A function that gives a text its tone."""
    return _painted if colour else _plain


def _painted(text: str, tone: Tone) -> str:
    return f"\x1b[{CODES[tone]}m{text}\x1b[0m" if text else text


def _plain(text: str, tone: Tone) -> str:  # noqa: ARG001  # has the shape of a Painter
    return text
