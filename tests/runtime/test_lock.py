"""The record of a run names what is installed and where the command ran."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

import pytest
import torch

from graphnet import __version__
from graphnet.plugin.types import PluginInfo
from graphnet.registry import Registry
from graphnet.runtime.lock import checkout_of, software_of


def test_the_record_names_the_software_that_runs_now() -> None:
    info = PluginInfo("red", "graphnet-red", "1.2")
    found = software_of(Registry(plugins=(info,)))
    assert (found.torch, found.python) == (torch.__version__, platform.python_version())
    assert found.graphnet in {__version__, "not installed"}
    assert found.plugins == {"graphnet-red": "1.2"}


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
