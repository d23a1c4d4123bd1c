"""The table of commands; a command's module is imported when it is chosen, not before."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Protocol, cast

from graphnet.values import frozen


class CommandModule(Protocol):
    """What the file of a command holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit status."""


@frozen
class Command:
    """A command's name, what it does in a line, and the module that does it.

    `is_short` ones read and answer, without tensors and within seconds.
    """

    name: str
    summary: str
    module: str
    is_short: bool = False

    def load(self) -> CommandModule:
        """Import the module."""
        return cast(CommandModule, import_module(self.module))


COMMANDS = (
    Command("validate", "find every problem of some specs", "graphnet.cli.validate", is_short=True),
    Command("show", "the shape table of a spec", "graphnet.cli.show", is_short=True),
    Command(
        "explain", "what a code means and how to mend it", "graphnet.cli.explain", is_short=True
    ),
    Command("verify", "prove what stages promise on their modules", "graphnet.cli.verify"),
    Command("train", "train the model of a spec", "graphnet.cli.train"),
    Command("evaluate", "what a trained model spends per sample", "graphnet.cli.evaluate"),
    Command("generate", "draw new sequences from a trained model", "graphnet.cli.generate"),
    Command("features", "the output of any stage", "graphnet.cli.features"),
    Command("import", "a run from a checkpoint of another program", "graphnet.cli.importing"),
    Command("export", "the weights of a run as one file", "graphnet.cli.exporting"),
    Command("init", "a small spec to begin with", "graphnet.cli.init"),
    Command("schema", "JSON Schema of specs, for editors", "graphnet.cli.schema", is_short=True),
    Command("plugins", "what is installed", "graphnet.cli.plugins", is_short=True),
)
