"""TOML strings with the place of every character, through escapes and line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SIMPLE = {
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    '"': '"',
    "\\": "\\",
}
_PIECE = re.compile(
    r"""\\u(?P<u>[0-9a-fA-F]{4}) | \\U(?P<U>[0-9a-fA-F]{8}) | \\x(?P<x>[0-9a-fA-F]{2})
      | (?P<fold>\\[ \t]*\r?\n[ \t\r\n]*) | \\(?P<simple>.) | (?P<plain>\r\n|.)""",
    re.VERBOSE | re.DOTALL,
)
_LITERAL_PIECE = re.compile(r"(?P<plain>\r\n|.)", re.DOTALL)


def read_string(text: str, start: int, end: int) -> tuple[str, Sequence[int]] | None:
    """The value of the quoted string at `text[start:end]`, and the offset of each character.

    The offsets have one entry more than the value, for its end. None where an escape is unknown.
    """
    quotes = 3 if text.startswith(('"""', "'''"), start) and end - start >= 6 else 1
    inside, stop = start + quotes, end - quotes
    if quotes == 3:
        inside += _newline_at(text, inside)
    is_literal = text[start] == "'"
    body = text[inside:stop]
    if "\r\n" not in body and (is_literal or "\\" not in body):
        return body, range(inside, stop + 1)
    return _unescape(text, inside, stop, _LITERAL_PIECE if is_literal else _PIECE)


def _newline_at(text: str, offset: int) -> int:
    """How long the line end at an offset is; TOML drops one after opening quotes."""
    return 2 if text.startswith("\r\n", offset) else int(text.startswith("\n", offset))


def _unescape(
    text: str, start: int, end: int, piece: re.Pattern[str]
) -> tuple[str, tuple[int, ...]] | None:
    value: list[str] = []
    offsets: list[int] = []
    for match in piece.finditer(text, start, end):
        if match.lastgroup == "fold":
            continue
        char = _character(match)
        if char is None:
            return None
        value.append(char)
        offsets.append(match.start())
    return "".join(value), (*offsets, end)


def _character(match: re.Match[str]) -> str | None:
    written = match[match.lastgroup or 0]
    match match.lastgroup:
        case "plain":
            return "\n" if written == "\r\n" else written
        case "simple":
            return _SIMPLE.get(written)
        case _:
            number = int(written, 16)
            return chr(number) if number <= 0x10FFFF else None
