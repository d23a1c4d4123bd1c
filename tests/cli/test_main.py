"""Whatever a command does, `graphnet` ends with a documented status and no bare traceback."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from graphnet import __version__
from graphnet.cli import commands
from graphnet.cli.main import main
from graphnet.diagnostics import GraphnetError, Rule
from graphnet.plugin import Refusal, RefusedError

HOUSE = Path(__file__).parents[2]
Run = Callable[[argparse.Namespace], int]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Put another behaviour behind every command."""

    def install(run: Run) -> None:
        def add_arguments(parser: argparse.ArgumentParser) -> None:
            parser.add_argument("--json", dest="format", action="store_const", const="json")

        fake = SimpleNamespace(add_arguments=add_arguments, run=run)
        monkeypatch.setattr(commands.Command, "load", lambda _: fake)

    return install


def raising(error: BaseException) -> Run:
    def run(arguments: argparse.Namespace) -> int:
        raise error

    return run


def test_a_commands_status_is_the_status(command: Callable[[Run], None]) -> None:
    command(lambda _: 5)
    assert main(["show"]) == 5


def test_what_a_source_refuses_while_it_reads_is_no_fault_of_the_program(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Refusal(path=Path("clip.wav"), reason="sample 7 is `nan`", item=7)
    command(raising(RefusedError(bad)))
    assert main(["show"]) == 1
    said = capsys.readouterr().err
    assert "error[GN911]: `clip.wav` cannot be learned from: sample 7 is `nan`" in said
    assert "Traceback" not in said


def test_the_border_prints_every_diagnostic_once(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = (Rule(code, "x").breach("m") for code in ("GN301", "GN201"))
    command(raising(GraphnetError((first, second, first))))
    assert main(["show"]) == 3
    said = capsys.readouterr()
    assert (said.err.count("error[GN301]"), said.err.count("error[GN201]")) == (1, 1)
    assert said.err.endswith("\n2 errors\n")
    assert said.out == ""


def test_with_json_the_border_prints_one_object(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command(raising(GraphnetError((Rule("GN301", "x").breach("m"),))))
    assert main(["show", "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["diagnostics"][0]["code"] == "GN301"
    assert said.err == ""


def test_an_unforeseen_fault_is_a_few_lines_and_a_traceback_in_a_file(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command(raising(RuntimeError("first line\nsecond line")))
    assert main(["show"]) == 4
    said = capsys.readouterr().err
    assert said.startswith("error[GN1010]: the program failed with `RuntimeError`: first line\n")
    assert len(said.splitlines()) <= 4
    log = Path(said.splitlines()[1].removeprefix("note: the traceback is in "))
    assert "RuntimeError: first line\nsecond line" in log.read_text(encoding="utf-8")
    log.unlink()


def test_debug_prints_the_traceback_too(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command(raising(RuntimeError("x")))
    for words in (["show", "--debug"], ["--debug", "show"]):
        assert main(words) == 4
        said = capsys.readouterr().err
        assert "Traceback (most recent call last)" in said
        Path(said.partition("the traceback is in ")[2].splitlines()[0]).unlink()


def test_the_systems_refusal_names_the_file(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command(raising(PermissionError(13, "Permission denied", "runs/x")))
    assert main(["show"]) == 5
    said = capsys.readouterr().err
    assert said.startswith("error[GN1011]: the system refused `runs/x`: Permission denied\n")
    assert "Traceback" not in said


def test_an_interrupt_is_130(
    command: Callable[[Run], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command(raising(KeyboardInterrupt()))
    assert main(["show"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("words", [[], ["bogus"], ["explain", "--bogus"], ["--bogus"]])
def test_what_is_not_understood_is_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "usage: graphnet" in capsys.readouterr().err


def test_a_misspelt_command_gets_the_one_that_was_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["trian", "x.toml"]) == 2
    assert "there is no command `trian`; did you mean `train`?" in capsys.readouterr().err
    assert main(["xyz"]) == 2
    assert "`graphnet --help` lists all" in capsys.readouterr().err


def test_an_unknown_flag_shows_the_usage_of_its_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "--bogus"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("usage: graphnet explain ")
    assert "unrecognized arguments: --bogus" in said


def test_help_and_version_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert all(command.name in capsys.readouterr().out for command in commands.COMMANDS[:1])
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"graphnet {__version__}\n"


def test_every_command_lists_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    for command in commands.COMMANDS:
        assert main([command.name, "--help"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"usage: graphnet {command.name} ")
        assert "--debug" in out


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    code = "import sys; from graphnet.cli.main import main; sys.exit(main(['explain']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [("explain GN101 --json", 0), ("validate x.toml", 1), ("validate x.toml --json", 1)],
)
def test_the_status_stands_whoever_reads(words: str, status: int) -> None:
    """Both streams go to a pipe that nobody reads, as in `2>&1 | head -0`."""
    code = f"import sys; from graphnet.cli.main import main; sys.exit(main({words.split()}))"
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as left:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=HOUSE, stdout=left, stderr=left, check=False
        )
    assert done.returncode == status


def test_closed_streams_are_no_fault() -> None:
    for closed in ("stdout", "stderr"):
        start = f"import sys; sys.{closed} = None; from graphnet.cli.main import main"
        code = f"{start}; sys.exit(main(['plugins', 'list']))"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_commands_page_begins_with_what_it_does_and_keeps_its_capitals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema", "--help"]) == 0
    assert "\nJSON Schema of specs, for editors.\n" in capsys.readouterr().out
