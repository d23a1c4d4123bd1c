"""Every command in the table can be loaded, and none is before it is chosen."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from graphnet.cli.commands import COMMANDS, Command

HOUSE = Path(__file__).parents[2]
CLI = HOUSE / "graphnet" / "cli"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_commands_module_takes_arguments_and_runs(command: Command) -> None:
    module = command.load()
    module.add_arguments(argparse.ArgumentParser())
    assert callable(module.run)


def test_every_file_that_is_a_command_is_in_the_table() -> None:
    found = {
        f"graphnet.cli.{path.stem}"
        for path in CLI.glob("*.py")
        if "\ndef add_arguments(" in path.read_text(encoding="utf-8")
    }
    assert found == {command.module for command in COMMANDS}


def test_names_are_typed_once_and_explained_in_a_line() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(command.summary and "\n" not in command.summary for command in COMMANDS)


def test_the_table_is_read_without_importing_a_command() -> None:
    code = (
        "import sys, graphnet.cli.commands as c\n"
        "print([x.module for x in c.COMMANDS if x.module in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
