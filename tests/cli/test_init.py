"""`graphnet init` writes a spec that is good as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphnet.cli.init import first_spec
from graphnet.cli.main import main
from graphnet.registry import Registry


def test_what_it_prints_is_good(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["init"]) == 0
    path = tmp_path / "mine.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["validate", str(path)]) == 0
    said = capsys.readouterr()
    assert (said.err, f"{path}: good" in said.out) == ("", True)


def test_a_file_has_the_spec_of_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    assert main(["init", str(path)]) == 0
    assert capsys.readouterr().err == f"spec: {path}\n"
    assert 'name     = "mine"' in path.read_text(encoding="utf-8")
    assert main(["show", str(path)]) == 0


def test_a_file_that_is_there_is_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    assert main(["init", str(path)]) == 5
    assert path.read_text(encoding="utf-8") == "mine"
    assert f"error[GN1011]: `{path}` is there already, and is kept" in capsys.readouterr().err


def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "-x.toml"
    assert main(["init", "--", str(path)]) == 1
    assert (path.exists(), "GN111" in capsys.readouterr().err) == (False, True)


def test_without_plugins_it_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHNET_PLUGINS", "")
    assert main(["init"]) == 1
    said = capsys.readouterr()
    assert (said.out, "GN202" in said.err) == ("", True)
    assert "requires" not in first_spec(Path("x.toml"), Registry())
