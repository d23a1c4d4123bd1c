"""A run's folder is made once, found again by any of its names, and never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomli
import torch
from attrs import evolve

from graphnet.runtime.data import Corpus, read_corpus
from graphnet.runtime.device import find_device
from graphnet.runtime.lock import Lock, Origin, checkout_of, lock_of, read_lock
from graphnet.runtime.run import (
    Run,
    create_run,
    is_run,
    new_folder,
    open_run,
    writable,
)
from tests.runtime.tiny import (
    TEXT,
    Bytes,
    tiny_plan,
    tiny_registry,
    tiny_spec,
    tree_of,
    write_data,
)


def corpus(folder: Path) -> Corpus:
    found, _ = read_corpus(write_data(folder, {"train": 2}), Bytes(None, {}), tree_of(TEXT))
    assert found is not None
    return found


def lock(folder: Path) -> Lock:
    device, _ = find_device("cpu")
    assert device is not None
    origin = Origin(
        spec="tiny.toml", argv=("graphnet", "train"), registry=tiny_registry(), device=device,
        determinism={"threads": "1"},
    )  # fmt: skip
    return lock_of(origin, corpus(folder / "data"), tiny_plan().fingerprints, 5)


def make(folder: Path, tmp_path: Path) -> Run:
    run, problems = create_run(folder, tiny_spec(), lock(tmp_path))
    assert run is not None, problems
    return run


def test_a_new_run_holds_its_spec_its_record_and_its_rooms(tmp_path: Path) -> None:
    run = make(tmp_path / "runs" / "tiny" / "one", tmp_path)
    names = {path.name for path in run.folder.iterdir()}
    assert names == {"spec.toml", "resolved.toml", "lock.json", "log", "checkpoints", "samples"}
    assert (run.folder / "spec.toml").read_text() == TEXT
    assert tomli.loads(run.resolved.read_text()) == tomli.loads(TEXT)


def test_the_record_comes_back_as_it_was(tmp_path: Path) -> None:
    run = make(tmp_path / "one", tmp_path)
    found = read_lock(run.folder / "lock.json")
    assert found == run.lock
    assert found is not None
    assert found.software.torch == torch.__version__
    assert set(found.data["train"]) == {"train/0.bin", "train/1.bin"}
    assert found.fingerprints == tiny_plan().fingerprints


def test_the_record_knows_the_commit_of_the_folder(tmp_path: Path) -> None:
    assert checkout_of(tmp_path) is None


def test_a_run_is_opened_by_folder_by_latest_and_by_checkpoint(tmp_path: Path) -> None:
    run = make(tmp_path / "runs" / "one", tmp_path)
    point = run.checkpoints / "00000003"
    point.mkdir()
    (point / "state.json").write_text("{}")
    for path in (run.folder, tmp_path / "runs" / "latest"):
        opened, _ = open_run(path)
        assert opened is not None
        assert opened.checkpoint is None
        assert opened.run.lock == run.lock
    opened, _ = open_run(point)
    assert opened is not None
    assert opened.checkpoint == point
    assert opened.run.folder == run.folder


def test_latest_moves_on_to_the_newest_run(tmp_path: Path) -> None:
    make(tmp_path / "runs" / "one", tmp_path)
    make(tmp_path / "runs" / "two", tmp_path)
    assert (tmp_path / "runs" / "latest").resolve().name == "two"


def test_latest_is_a_file_where_links_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "symlink_to", refuse)
    run = make(tmp_path / "runs" / "one", tmp_path)
    opened, _ = open_run(tmp_path / "runs" / "latest")
    assert opened is not None
    assert opened.run.folder == run.folder


def test_what_is_no_run_says_what_it_is(tmp_path: Path) -> None:
    make(tmp_path / "runs" / "one", tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "lock.json").write_text("{")
    for path, words in (
        ("none", "nothing there"),
        ("file", "a file"),
        (".", "a folder without"),
        ("half", "missing or damaged"),
        ("runs", "its newest is"),
    ):
        opened, (problem,) = open_run(tmp_path / path)
        assert opened is None
        assert problem.rule.code == "GN906"
        assert words in problem.message
        assert not is_run(tmp_path / path)


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "precious").touch()
    run, (problem,) = create_run(tmp_path / "one", tiny_spec(), lock(tmp_path))
    assert run is None
    assert problem.rule.code == "GN1003"
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["precious"]


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
    (problem,) = writable(tmp_path / "runs" / "one")
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


def test_the_log_takes_lines(tmp_path: Path) -> None:
    run = make(tmp_path / "one", tmp_path)
    run.say("first")
    run.say("second")
    assert [line.split(" ", 1)[1] for line in run.log.read_text().splitlines()] == [
        "first", "second",
    ]  # fmt: skip


def test_a_record_of_another_shape_is_no_record(tmp_path: Path) -> None:
    run = make(tmp_path / "one", tmp_path)
    path = run.folder / "lock.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({k: v for k, v in record.items() if k != "software"}))
    assert read_lock(path) is None
    assert evolve(run.lock, seed=6) != run.lock
