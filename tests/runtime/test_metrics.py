"""Figures are appended line by line, and what a killed run left half written does no harm."""

from __future__ import annotations

from pathlib import Path

from graphnet.runtime.metrics import Figures, Point, append_figures, curve_of, read_figures


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    for update in (1, 2):
        append_figures(path, {"update": update, "split": "train", "bits": 4.5})
    assert [line["update"] for line in read_figures(path)] == [1, 2]


def test_a_half_written_line_is_closed_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    append_figures(path, {"update": 1, "split": "train", "bits": 4.0})
    with path.open("a") as file:
        file.write('{"update": 2, "spl')
    append_figures(path, {"update": 3, "split": "train", "bits": 3.0})
    assert [line["update"] for line in read_figures(path)] == [1, 3]


def test_an_update_written_again_after_a_resume_counts_once_and_last() -> None:
    lines: tuple[Figures, ...] = (
        {"update": 2, "split": "train", "bits": 5.0},
        {"update": 1, "split": "train", "bits": 6.0},
        {"update": 2, "split": "train", "bits": 4.0},
        {"update": 2, "split": "valid", "bits": 9.0},
    )
    assert curve_of(lines, "train") == (Point(1, 6.0), Point(2, 4.0))


def test_no_file_means_no_figures(tmp_path: Path) -> None:
    assert read_figures(tmp_path / "metrics.jsonl") == ()
