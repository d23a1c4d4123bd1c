"""Where characters stand on a terminal, so that carets stand under what they mean."""

from __future__ import annotations

import unicodedata

TAB = 4
ELLIPSIS = "..."
TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def shown(text: str) -> str:
    """The text as a terminal can show it in one line: no tab, no control character."""
    return text if _is_plain(text) else "".join(map(_shown, text))


def _is_plain(text: str) -> bool:
    """Whether every character is one that stands in one column, as in most lines."""
    return text.isascii() and text.isprintable()


def cells(text: str) -> tuple[str, ...]:
    """One entry per terminal column; the second column of a wide character is empty."""
    if _is_plain(text):
        return tuple(text)
    found: list[str] = []
    for char in shown(text):
        if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
            if found:
                found[-1] += char
        elif unicodedata.east_asian_width(char) in {"W", "F"}:
            found += [char, ""]
        else:
            found.append(char)
    return tuple(found)


def column(text: str, end: int) -> int:
    """How many columns `text[:end]` takes."""
    return len(text[:end]) if _is_plain(text) else len(cells(text[:end]))


def clipped(text: str, skipped: int, room: int) -> str:
    """Columns `skipped` up to `skipped + room` of a text, with dots where something is cut."""
    every = cells(text)
    kept = list(every[skipped : skipped + room])
    low = len(ELLIPSIS) if skipped else 0
    high = len(kept) - len(ELLIPSIS) if len(every) > skipped + room else len(kept)
    middle = kept[low:high]
    if low and middle and middle[0] == "":
        middle[0] = " "
    if high < len(kept) and middle and _is_wide(middle[-1]):
        middle[-1] = " "
    return ELLIPSIS[:low] + "".join(middle) + ELLIPSIS[: len(kept) - high]


def _shown(char: str) -> str:
    """One character as shown; what would move the cursor or turn the line round is replaced."""
    if char == "\t":
        return " " * TAB
    is_unsafe = unicodedata.category(char) in {"Cc", "Cs"}
    is_unsafe = is_unsafe or unicodedata.bidirectional(char) in TURNS
    return "\N{REPLACEMENT CHARACTER}" if is_unsafe else char


def _is_wide(cell: str) -> bool:
    return bool(cell) and unicodedata.east_asian_width(cell[0]) in {"W", "F"}
