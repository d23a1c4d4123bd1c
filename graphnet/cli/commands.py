"""The table of commands; a command's module is imported when it is chosen, not before."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Protocol, cast

from attrs import frozen


class CommandModule(Protocol):
    """What the file of a command holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit status."""


@frozen
class Command:
    """A command's name, what it does in a line, and the module that does it."""

    name: str
    summary: str
    module: str

    def load(self) -> CommandModule:
        """Import the module."""
        return cast(CommandModule, import_module(self.module))


COMMANDS = (
    Command("validate", "find every problem of some specs", "graphnet.cli.validate"),
    Command("show", "the shape table of a spec", "graphnet.cli.show"),
    Command("explain", "what a code means and how to mend it", "graphnet.cli.explain"),
    Command("train", "train the model of a spec", "graphnet.cli.train"),
    Command("evaluate", "what a trained model spends per sample", "graphnet.cli.evaluate"),
    Command("generate", "draw new sequences from a trained model", "graphnet.cli.generate"),
    Command("features", "the output of any stage", "graphnet.cli.features"),
    Command("plugins", "what is installed", "graphnet.cli.plugins"),
)
