"""`python -m graphnet` is the `graphnet` command: same words, same status, same streams."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graphnet import __version__
from graphnet.cli.main import main

HOUSE = Path(__file__).parents[1]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "graphnet", *words]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)


def test_python_dash_m_is_the_same_command() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"graphnet {__version__}")


@pytest.mark.parametrize("words", ["explain GN301", "explain GN999", "validate none.toml"])
def test_the_status_and_both_streams_are_those_of_the_command(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(words.split())
    said, done = capsys.readouterr(), run(*words.split())
    assert (done.returncode, done.stdout, done.stderr) == (status, said.out, said.err)


def test_importing_it_runs_nothing() -> None:
    code = "import graphnet.__main__"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")
