"""The record of a run comes back as it was written, or is no record."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from graphnet import __version__
from graphnet.plugin.types import PluginInfo
from graphnet.registry import Registry
from graphnet.runtime.lock import Lock, checkout_of, read_lock, render_lock, software_of
from tests.runtime.records import lock
from tests.runtime.tiny import tiny_plan


def written(folder: Path) -> tuple[Lock, Path]:
    made, path = lock(folder), folder / "lock.json"
    path.write_text(render_lock(made), encoding="utf-8")
    return made, path


def test_the_record_comes_back_as_it_was(tmp_path: Path) -> None:
    made, path = written(tmp_path)
    found = read_lock(path)
    assert found == made
    assert found is not None
    assert set(found.data["train"]) == {"train/0.bin", "train/1.bin"}
    assert found.fingerprints == tiny_plan().fingerprints
    assert (found.seed, found.device, found.argv) == (5, "cpu", ("graphnet", "train"))


def test_the_record_names_the_software_that_runs_now() -> None:
    info = PluginInfo("red", "graphnet-red", "1.2")
    found = software_of(Registry(plugins=(info,)))
    assert (found.torch, found.python) == (torch.__version__, platform.python_version())
    assert found.graphnet in {__version__, "not installed"}
    assert found.plugins == {"graphnet-red": "1.2"}


def test_a_record_of_another_shape_is_no_record(tmp_path: Path) -> None:
    _, path = written(tmp_path)
    record = json.loads(path.read_text())
    for content in (
        json.dumps({k: v for k, v in record.items() if k != "software"}),
        json.dumps(record | {"seed": "five"}),
        json.dumps(["not", "a", "record"]),
        path.read_text()[:-20],
        "",
    ):
        path.write_text(content)
        assert read_lock(path) is None
    assert read_lock(tmp_path) is None
    assert read_lock(tmp_path / "none.json") is None


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_the_record_knows_the_commit_of_the_folder_and_whether_it_was_changed(
    tmp_path: Path,
) -> None:
    assert checkout_of(tmp_path) is None

    def git(*words: str) -> str:
        who = ("-c", "user.name=x", "-c", "user.email=x@y", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(tmp_path), *who, *words]  # the git that people use
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    git("init", "-q")
    assert checkout_of(tmp_path) is None
    (tmp_path / "a.txt").write_text("one")
    git("add", "a.txt")
    git("commit", "-q", "-m", "first")
    (tmp_path / "untracked.txt").touch()
    found = checkout_of(tmp_path)
    assert found is not None
    assert (found.commit, found.is_changed) == (git("rev-parse", "HEAD"), False)
    (tmp_path / "a.txt").write_text("two")
    found = checkout_of(tmp_path)
    assert found is not None
    assert found.is_changed
