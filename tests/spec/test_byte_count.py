"""Numbers of bytes are read as people write them."""

from __future__ import annotations

import pytest

from graphnet.spec.byte_count import read_bytes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("24GiB", 24 * 2**30),
        ("1.5 GB", 1_500_000_000),
        ("500 mb", 500_000_000),
        ("7B", 7),
        ("1KiB", 1024),
        ("2 TiB", 2 * 2**40),
    ],
)
def test_units_are_powers_of_1000_or_1024(text: str, count: int) -> None:
    assert read_bytes(text) == count


@pytest.mark.parametrize("text", ["", "24", "GiB", "-1GB", "1 gigabyte", "1e3GB", "1GBx", "٣GB"])
def test_anything_else_is_no_number_of_bytes(text: str) -> None:
    assert read_bytes(text) is None
