"""Numbers are short, and never rounded to a wrong letter."""

from __future__ import annotations

import pytest

from graphnet.cli.numbers import byte_size, rounded, thousands


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "-"),
        (0, "0"),
        (999, "999"),
        (1000, "1 K"),
        (1234, "1.23 K"),
        (85_900_000_000, "85.9 G"),
        (999_499, "999 K"),
        (999_600, "1 M"),
        (123_456_789, "123 M"),
    ],
)
def test_rounded_to_three_figures(number: int | None, text: str) -> None:
    assert rounded(number) == text


def test_a_unit_follows_its_letter() -> None:
    assert rounded(5_000_000, "FLOP") == "5 MFLOP"
    assert rounded(5, "FLOP") == "5 FLOP"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "-"),
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (2 * 1024**3, "2 GiB"),
        (1024**2 - 1, "1 MiB"),
        (1023 * 1024, "1023 KiB"),
    ],
)
def test_bytes_in_binary_units(number: int | None, text: str) -> None:
    assert byte_size(number) == text


def test_whole_numbers_are_grouped() -> None:
    assert thousands(13639424) == "13,639,424"
