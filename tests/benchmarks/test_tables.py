"""Tables of the document are what results say, and nothing else of it changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.benchmarks import tables
from tests.benchmarks.measuring.result import Figure, Json
from tests.benchmarks.tables import filled, number, quantity, render

HOUSE = Path(__file__).parents[2]
RESULTS = sorted((HOUSE / "tests/benchmarks/results").glob("*.json"))
MACHINE: dict[str, Json] = {
    "processor": "a processor",
    "cores": 2,
    "vectors": "AVX512",
    "gpu": None,
    "torch": "2.13",
    "python": "3.11",
    "load": 0.1,
    "date": "2026-01-02",
}
DOCUMENT = "before\n<!-- figures: speed -->\nold\n<!-- end -->\nafter\n"


def result(*figures: Figure) -> dict[str, Json]:
    return {
        "benchmark": "speed",
        "command": "python -m speed",
        "machine": MACHINE,
        "figures": [figure.data() for figure in figures],
    }


FAST = Figure(
    work="w",
    unit="samples/s",
    ours=12_345.0,
    reference=100.0,
    against="theirs",
    target=50,
    stretch=200,
    bound=20_000.0,
)


def test_a_figure_is_a_row_with_its_target_and_its_bound() -> None:
    lines = render(result(FAST)).splitlines()
    assert lines[0] == "| work | ours | against | there | ratio | target | times the bound |"
    assert lines[2] == (
        "| w | 12,300 samples/s | theirs | 100 samples/s | 123x | 50x, stretch 200x (met) | 1.62x |"
    )
    assert lines[-2 if not lines[-1] else -1].startswith("`python -m speed`: a processor, 2 cores")


def test_a_missing_figure_says_why_where_it_would_stand() -> None:
    missing = Figure(work="w", unit="s", ours=None, note="not measured: no GPU")
    assert "| w | not measured: no GPU |" in render(result(missing))
    half = Figure(work="w", unit="s", ours=2.0, against="theirs", note="no checkout")
    assert "| w | 2 s | theirs | no checkout |" in render(result(half))


def test_a_target_that_is_a_value_has_its_unit() -> None:
    figure = Figure(
        work="w", unit="bytes", ours=3e9, target=2e9, absolute=True, is_less_better=True
    )
    assert "| w | 3 GB | 2 GB (not met) |" in render(result(figure))


def test_only_what_stands_between_the_marks_changes() -> None:
    once = filled(DOCUMENT, result(FAST))
    assert once.startswith("before\n<!-- figures: speed -->\n\n| work |")
    assert once.endswith("\n<!-- end -->\nafter\n")
    assert "old" not in once
    assert filled(once, result(FAST)) == once


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (1234567.0, "1,230,000"), (99.96, "100"), (1.2345, "1.23"), (2.5e-7, "2.5e-07")],
)
def test_numbers_have_three_digits(value: float, words: str) -> None:
    assert number(value) == words


def test_bytes_have_units() -> None:
    sizes = (3, 4_500, 1.2e6, 2e9)
    assert [quantity(s, "bytes") for s in sizes] == ["3 B", "4.5 kB", "1.2 MB", "2 GB"]
    assert quantity(None, "bytes") == ""


def test_the_command_fills_a_document_in_place_and_names_results_without_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document, good, other = (tmp_path / name for name in ("d.md", "good.json", "other.json"))
    document.write_text(DOCUMENT, encoding="utf-8")
    good.write_text(json.dumps(result(FAST)), encoding="utf-8")
    other.write_text(json.dumps({**result(FAST), "benchmark": "else"}), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["tables", *map(str, (document, good, other))])
    tables.main()
    assert document.read_text(encoding="utf-8") == filled(DOCUMENT, result(FAST))
    assert capsys.readouterr().out == f"{other}: no place for `else`\n"


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_the_document_holds_what_each_result_says(path: Path) -> None:
    text = (HOUSE / "docs/benchmarks.md").read_text(encoding="utf-8")
    assert filled(text, json.loads(path.read_text(encoding="utf-8"))) == text
