"""What docs/diagnostics.md shows is what the command prints in each form."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from graphnet.cli.exits import STRONGEST_FIRST, ExitCode
from graphnet.cli.explain import STATUSES
from graphnet.cli.main import main

PAGE = (Path(__file__).parents[2] / "docs" / "diagnostics.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(SPEC,) = (text for language, text in BLOCKS if language == "toml")
(JSON,) = (text for language, text in BLOCKS if language == "json")
TEXT, GITHUB, DIFF = (text for language, text in BLOCKS if not language)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("FORCE_COLOR", "GRAPHNET_PLUGINS"):
        monkeypatch.delenv(variable, raising=False)
    Path("small.toml").write_text(SPEC, encoding="utf-8")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    assert main(["validate", "small.toml", *words]) == ExitCode.REFUSED
    said = capsys.readouterr()
    return said.out, said.err


def test_the_text_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys) == ("", TEXT)


def test_the_json_object_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--json") == (JSON, "")
    assert printed(capsys, "--format", "json") == (JSON, "")


def test_the_annotation_is_the_one_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--format", "github") == (GITHUB, "")


def test_the_sarif_log_holds_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = printed(capsys, "--format", "sarif")
    (run,) = json.loads(out)["runs"]
    assert (err, run["columnKind"]) == ("", "unicodeCodePoints")
    assert run["tool"]["driver"]["rules"][0]["help"]["text"].startswith("# GN202")
    (result,) = run["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": '"audio.files"'}


def test_the_difference_is_the_one_shown_and_applying_it_mends_the_spec(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert printed(capsys, "--fix", "--dry-run") == (DIFF, TEXT)
    assert main(["validate", "small.toml", "--fix"]) == ExitCode.GOOD
    assert Path("small.toml").read_text(encoding="utf-8") == SPEC.replace("fils", "files")


def test_the_exit_codes_are_those_of_the_commands() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {int(code): text for code, text in rows} == {c.value: t for c, t in STATUSES.items()}
    order = ("INTERRUPTED", "FAULT", "ENVIRONMENT", "PLUGIN", "REFUSED")
    assert tuple(code.name for code in STRONGEST_FIRST) == order
