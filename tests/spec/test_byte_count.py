"""Numbers of bytes are read as people write them."""

from __future__ import annotations

import pytest

from graphnet.spec.byte_count import read_bytes, render_bytes
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText


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


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KiB"),
        (1536, "1.5 KiB"),
        (8_589_934_592, "8 GiB"),
        (34_359_738_368, "32 GiB"),
        (102_400, "100 KiB"),
        (1024**2 - 1, "1 MiB"),
        (1024**7, "1048576 PiB"),
    ],
)
def test_bytes_are_written_in_three_figures(count: int, text: str) -> None:
    assert render_bytes(count) == text


def test_what_is_written_is_read_again_within_three_figures() -> None:
    for power in range(50):
        count = 3**power // 2**power * 1000
        read = read_bytes(render_bytes(count))
        assert read is not None
        assert abs(read - count) <= count / 199


def test_a_number_in_quotes_is_asked_for_its_unit() -> None:
    text = 'format = 1\nname = "x"\n\n[budget]\nmemory = "24"\n'
    _, problems = spec_from_text(SourceText("x.toml", text))
    (problem,) = (each for each in problems if each.rule.code == "GN104")
    assert [fix.text for fix in problem.fixes] == ['say in which unit: `budget.memory = "24GiB"`']
