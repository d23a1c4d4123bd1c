"""A run's folder is made once, once only, and never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from graphnet.runtime.run import create_run, new_folder, writable
from tests.runtime.records import lock, make
from tests.runtime.tiny import (
    TEXT,
    tiny_spec,
)


def test_a_new_run_holds_its_spec_its_record_and_its_rooms(tmp_path: Path) -> None:
    run = make(tmp_path / "runs" / "tiny" / "one", tmp_path)
    names = {path.name for path in run.folder.iterdir()}
    assert names == {"spec.toml", "resolved.toml", "lock.json", "log", "checkpoints", "samples"}
    assert (run.folder / "spec.toml").read_text() == TEXT
    assert tomli.loads(run.resolved.read_text()) == tomli.loads(TEXT)


def test_latest_moves_on_to_the_newest_run(tmp_path: Path) -> None:
    make(tmp_path / "runs" / "tiny" / "one", tmp_path)
    make(tmp_path / "runs" / "tiny" / "two", tmp_path)
    assert (tmp_path / "runs" / "tiny" / "latest").resolve().name == "two"


def test_a_folder_of_the_users_choice_gets_no_latest_beside_it(tmp_path: Path) -> None:
    make(tmp_path / "here" / "one", tmp_path)
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["one"]


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "precious").touch()
    run, (problem,) = create_run(tmp_path / "one", tiny_spec(), lock(tmp_path))
    assert run is None
    assert problem.rule.code == "GN1003"
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["precious"]
    assert [fix.text for fix in problem.fixes] == ["name a new folder with `--run DIR`"]


def test_only_where_there_is_a_run_one_is_told_to_go_on_with_it(tmp_path: Path) -> None:
    run = make(tmp_path / "one", tmp_path)
    _, (problem,) = create_run(run.folder, tiny_spec(), lock(tmp_path))
    assert problem.fixes[0].text == f"go on with the run that is there: `--resume {run.folder}`"


def test_two_runs_of_one_second_get_two_folders(tmp_path: Path) -> None:
    first = new_folder(tiny_spec(), tmp_path)
    first.mkdir(parents=True)
    second = new_folder(tiny_spec(), tmp_path)
    assert first != second
    assert first.parent == tmp_path / "tiny"
    changed = tiny_spec(TEXT.replace("updates = 6", "updates = 7"))
    assert new_folder(changed, tmp_path).name.split("-")[1] != first.name.split("-")[1]


def test_a_read_only_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)  # a mode would not stop root
    (problem,) = writable(tmp_path / "runs" / "tiny" / "one")
    assert problem.rule.code == "GN1003"
    assert "Permission denied" in problem.message


def test_a_folder_that_cannot_be_made_is_refused_before_and_when_it_is_made(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").touch()
    assert [d.rule.code for d in writable(tmp_path / "file" / "one")] == ["GN1003"]
    _, (problem,) = create_run(tmp_path / "file" / "one", tiny_spec(), lock(tmp_path))
    assert problem.rule.code == "GN1003"
    assert not writable(tmp_path / "new" / "one")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "file"]
