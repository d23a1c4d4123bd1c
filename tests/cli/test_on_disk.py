"""`graphnet validate` looks at data folders and checkpoints too, where it is asked to."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.cli.main import main
from tests.cli.small_run import tone

HOUSE = Path(__file__).parents[2]
SPEC = str(HOUSE / "specs" / "tiny.toml")


def test_the_recordings_that_come_with_the_repository_fit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["validate", SPEC, "--data", str(HOUSE / "data" / "speech")]) == 0
    assert ": good, " in capsys.readouterr().out


def test_an_empty_folder_is_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", SPEC, "--data", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "error[GN901]" in said.err
    assert said.out == ""


def test_a_folder_that_is_no_run_has_no_checkpoint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", SPEC, "--checkpoint", str(tmp_path)]) == 1
    assert "error[GN906]" in capsys.readouterr().err


def test_a_file_shorter_than_an_example_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tone(tmp_path / "train" / "a.wav", length=300, rate=16000)
    assert main(["validate", SPEC, "--data", str(tmp_path)]) == 1
    assert "error[GN904]" in capsys.readouterr().err
