"""A run on disk is found again by any of its names, and what is none says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.disk.run import is_run, open_run
from tests.runtime.records import make


def test_a_run_is_opened_by_folder_by_latest_and_by_checkpoint(tmp_path: Path) -> None:
    run = make(tmp_path / "runs" / "tiny" / "one", tmp_path)
    point = run.checkpoints / "00000003"
    point.mkdir()
    (point / "state.json").write_text("{}")
    for path in (run.folder, tmp_path / "runs" / "tiny" / "latest"):
        opened, _ = open_run(path)
        assert opened is not None
        assert opened.checkpoint is None
        assert opened.run.lock == run.lock
    opened, _ = open_run(point)
    assert opened is not None
    assert opened.checkpoint == point
    assert opened.run.folder == run.folder


def test_latest_is_a_file_where_links_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "symlink_to", refuse)
    run = make(tmp_path / "runs" / "tiny" / "one", tmp_path)
    opened, _ = open_run(tmp_path / "runs" / "tiny" / "latest")
    assert opened is not None
    assert opened.run.folder == run.folder


def test_what_is_no_run_says_what_it_is(tmp_path: Path) -> None:
    make(tmp_path / "runs" / "tiny" / "one", tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "lock.json").write_text("{")
    for path, words in (
        ("none", "nothing there"),
        ("file", "a file"),
        (".", "a folder without"),
        ("half", "missing or damaged"),
        ("runs/tiny", "its newest is"),
    ):
        opened, (problem,) = open_run(tmp_path / path)
        assert opened is None
        assert problem.rule.code == "GN906"
        assert words in problem.message
        assert not is_run(tmp_path / path)


def test_the_log_takes_lines(tmp_path: Path) -> None:
    run = make(tmp_path / "one", tmp_path)
    run.say("first")
    run.say("second")
    assert [line.split(" ", 1)[1] for line in run.log.read_text().splitlines()] == [
        "first", "second",
    ]  # fmt: skip
