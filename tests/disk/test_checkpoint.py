"""Checkpoints are found and read; one that is not whole says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphnet.disk.checkpoint import OPTIMIZER, STATE, WEIGHTS, checkpoints_in, read_whole
from tests.runtime.records import saved


def code(folder: Path) -> str:
    found, problems = read_whole(folder)
    return "" if found else problems[0].rule.code


def test_half_a_checkpoint_of_a_killed_run_is_no_checkpoint(tmp_path: Path) -> None:
    whole = saved(tmp_path)
    (tmp_path / ".part-99").mkdir()
    (tmp_path / "00000009").mkdir()
    (tmp_path / "00000009" / WEIGHTS).write_bytes(b"half")
    assert checkpoints_in(tmp_path) == (whole.folder,)
    saved(tmp_path, 4)
    assert not (tmp_path / ".part-99").exists()


@pytest.mark.parametrize("name", [WEIGHTS, OPTIMIZER, STATE])
def test_a_missing_cut_or_altered_file_is_named(tmp_path: Path, name: str) -> None:
    older, written = saved(tmp_path, 2), saved(tmp_path, 3)
    file = written.folder / name
    content = file.read_bytes()
    for damaged in (content[:-9], content[:-9] + b"\x01" + content[-8:], b""):
        file.write_bytes(damaged)
        _, (problem,) = read_whole(written.folder)
        assert problem.rule.code == "GN908"
        assert name in problem.message
        assert str(older.folder) in problem.fixes[0].text
    file.unlink()
    assert code(written.folder) == "GN908"


def test_a_state_of_a_later_format_is_refused(tmp_path: Path) -> None:
    written = saved(tmp_path)
    state = json.loads((written.folder / STATE).read_text())
    (written.folder / STATE).write_text(json.dumps(state | {"format": 9}))
    assert code(written.folder) == "GN908"
