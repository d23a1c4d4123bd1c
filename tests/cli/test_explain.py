"""`graphnet explain` shows one page, lists all, and guesses a code that is not there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from graphnet.cli.main import main
from graphnet.diagnostics.explanation import codes, explanation

DOCS = Path(__file__).parents[2] / "docs"


def test_a_page_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "gn1010"]) == 0
    assert capsys.readouterr().out.rstrip() == (explanation("GN1010") or "").rstrip()


def test_json_holds_the_page_and_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "GN1010", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema_version"], found["code"]) == (1, "GN1010")
    assert found["title"] == "unexpected fault"
    assert found["page"] == explanation("GN1010")


def test_without_a_code_every_code_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(codes())
    assert main(["explain", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["codes"]) == list(codes())


def test_an_unknown_code_is_a_usage_error_with_a_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "GN10100"]) == 2
    said = capsys.readouterr()
    assert (said.out, "GN1010" in said.err) == ("", True)


def test_on_a_colour_terminal_the_page_is_drawn(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert main(["explain", "GN1010"]) == 0
    assert "## What" not in capsys.readouterr().out


def test_digits_alone_are_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "1010"]) == 0
    assert capsys.readouterr().out.startswith("# GN1010: ")


def test_another_digit_is_no_guess(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "GN999"]) == 2
    assert "did you mean" not in capsys.readouterr().err


def test_the_page_of_all_codes_in_docs_is_the_one_that_would_be_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "--format", "markdown"]) == 0
    page = capsys.readouterr().out
    assert (DOCS / "errors.md").read_text(encoding="utf-8") == page
    assert [code for code in codes() if f"[{code}](" not in page] == []
    for target in re.findall(r"\]\(([^)]+)\)", page):
        assert (DOCS / target).is_file(), target
