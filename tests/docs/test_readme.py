"""What README.md shows is what the commands print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from graphnet.cli.main import main

TAPLO = Path(sys.executable).with_name("taplo")
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(
    r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL
)
(SPEC,) = (text for language, text in BLOCKS if language == "toml")
SHOWN = [text for language, text in BLOCKS if not language]
SECOND_HEAD = '[stages.head2]\nuse   = "categorical"\n\n'


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("FORCE_COLOR", "GRAPHNET_PLUGINS"):
        monkeypatch.delenv(variable, raising=False)


def shown(beginning: str) -> str:
    """The one block of the README that begins like this."""
    (text,) = [text for text in SHOWN if text.startswith(beginning)]
    return text


def test_the_first_spec_is_good_and_its_table_is_the_one_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("mine.toml").write_text(SPEC, encoding="utf-8")
    assert main(["validate", "mine.toml"]) == 0
    assert "mine.toml: good, " in capsys.readouterr().out
    assert main(["show", "mine.toml"]) == 0
    assert capsys.readouterr().out == shown("mine\n")


def test_the_first_error_message_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text(SPEC.replace("[4, 4]", "[4, 5]"), encoding="utf-8")
    assert main(["validate", "mine.toml"]) == 1
    assert capsys.readouterr().err == shown("error[GN308]")


def test_a_second_projection_is_refused_as_shown(capsys: pytest.CaptureFixture[str]) -> None:
    spec = SPEC.replace("[stages.decoder]", f"{SECOND_HEAD}[stages.decoder]")
    Path("spec.toml").write_text(spec, encoding="utf-8")
    assert main(["validate", "spec.toml"]) == 1
    assert capsys.readouterr().err == shown("error[GN403]")


@pytest.mark.skipif(not TAPLO.exists(), reason="no wheel of taplo for this platform")
def test_the_line_that_turns_the_editor_on_finds_a_misspelt_option() -> None:
    line = shown("#:schema ")
    assert main(shown("graphnet schema").split()[1:]) == 0
    for spec, status in ((SPEC, 0), (SPEC.replace("n_layers", "n_layer"), 1)):
        Path("mine.toml").write_text(line + spec, encoding="utf-8")
        words = [str(TAPLO), "lint", "mine.toml"]
        linted = subprocess.run(words, capture_output=True, text=True, check=False)
        assert linted.returncode == status, linted.stderr


def test_every_file_the_readme_leads_to_is_there() -> None:
    root = Path(__file__).parents[2]
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (root / target).exists(), target


def test_every_command_line_of_the_readme_is_understood(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = [line for text in SHOWN for line in text.splitlines()]
    words = [line.split() for line in lines if line.startswith("graphnet ")]
    assert len(words) >= 6
    for _, command, *rest in words:
        if command == "explain":
            continue
        assert main([command, *rest]) != 2, rest
        assert "usage:" not in capsys.readouterr().err
