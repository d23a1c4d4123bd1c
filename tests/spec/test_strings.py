"""A TOML string's characters each know their offset."""

from __future__ import annotations

import pytest

from graphnet.spec.strings import read_string


@pytest.mark.parametrize(
    ("written", "value", "offsets"),
    [
        ('"ab"', "ab", (1, 2, 3)),
        ("''", "", (1,)),
        (r'"a\nb"', "a\nb", (1, 2, 4, 5)),
        (r'"\u00e9\x41\e"', "éA\x1b", (1, 7, 11, 13)),
        (r"'a\n'", r"a\n", (1, 2, 3, 4)),
        ('"""\na"""', "a", (4, 5)),
        ('"""a\r\nb"""', "a\nb", (3, 4, 6, 7)),
        ('"""a\\\n  b"""', "ab", (3, 8, 9)),
        ("'''\r\na'''", "a", (5, 6)),
        ('""""a"""""', '"a""', (3, 4, 5, 6, 7)),
    ],
)
def test_offsets_follow_the_characters(written: str, value: str, offsets: tuple[int, ...]) -> None:
    read, places = read_string(written, 0, len(written)) or (None, ())
    assert (read, tuple(places)) == (value, offsets)


@pytest.mark.parametrize("written", [r'"\q"', r'"\UFFFFFFFF"'])
def test_an_unknown_escape_is_no_string(written: str) -> None:
    assert read_string(written, 0, len(written)) is None
