"""Help is coloured only for a person who asked for it on a terminal."""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
from pathlib import Path

import pytest
from rich_argparse import RichHelpFormatter

from graphnet.cli.help import help_formatter

HOUSE = Path(__file__).parents[2]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("words", "stream", "is_coloured"),
    [
        (["show", "--help"], Terminal(), True),
        (["-h"], Terminal(), True),
        (["show"], Terminal(), False),
        (["show", "--help"], io.StringIO(), False),
    ],
    ids=["terminal", "short", "not asked", "pipe"],
)
def test_who_gets_colour(
    words: list[str], stream: io.StringIO, is_coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["graphnet", *words])
    monkeypatch.setattr(sys, "stdout", stream)
    assert isinstance(help_formatter("graphnet"), RichHelpFormatter) is is_coloured


def test_a_person_who_wants_no_colour_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["graphnet", "--help"])
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert type(help_formatter("graphnet")) is argparse.HelpFormatter


def test_a_page_for_a_pipe_does_not_wait_for_rich() -> None:
    code = (
        "import sys; from graphnet.cli.main import main; main(['show', '--help'])\n"
        "print('rich' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
    assert done.stdout.startswith("usage: graphnet show ")
    assert "\x1b" not in done.stdout
