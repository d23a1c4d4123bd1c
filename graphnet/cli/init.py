"""`graphnet init`: a small spec to begin with, made of what is installed and proved good."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from graphnet.cli.exits import ExitCode
from graphnet.cli.outcome import report
from graphnet.cli.rules.system_refused import file_exists
from graphnet.cli.terminal import reader_may_leave
from graphnet.diagnostics import Diagnostics
from graphnet.graph import plan_spec
from graphnet.registry import Registry, find_plugins
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText

TEMPLATE = """\
# A model that knows one value and gives the next: put a backbone between `encoder` and `head`.
#
#   graphnet validate {path}
#   graphnet show {path}
#   graphnet plugins list              what else is installed
#   graphnet schema -o graphnet.schema.json, and #:schema ./graphnet.schema.json as the first line,
#   make an editor complete and check this file
format   = 1
name     = "{name}"
{requires}
[sizes]                          # a size is stated once; all else is inferred
bits      = 8
n_classes = "2**bits"
d_model   = 32

[source]
use      = "{source}"
contract = "-> int64 (B, L, 1) in [0, n_classes)"

[stages.encoder]
use      = "embedding"
contract = "int64 (B, L, 1) in [0, n_classes) -> float (B, L, d_model)"

[stages.head]
use      = "categorical"
contract = "(B, L, d_model) -> (B, L, n_classes)"

[objective]
use     = "cross-entropy"
predict = "next"

[train]
length  = {{ L = 1024 }}
batch   = 8
updates = 200
"""
WITHOUT = "a.source"  # what is written where no source is installed, and refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the spec goes."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the spec to write; none prints it"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a spec, or write it to a file that is not there yet."""
    registry = find_plugins(os.environ)
    path: Path = arguments.file or Path("spec.toml")
    text = first_spec(path, registry)
    problems = _problems(SourceText(str(path), text), registry)
    if problems:
        return report(problems)
    if arguments.file is None:
        with reader_may_leave():
            print(text, end="")
        return ExitCode.GOOD
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return report((file_exists(path),))
    print(f"spec: {path}", file=sys.stderr)
    return ExitCode.GOOD


def first_spec(path: Path, registry: Registry) -> str:
    """The text of a spec that uses the first source installed."""
    source = next(iter(registry.sources), WITHOUT)
    return TEMPLATE.format(
        path=path, name=path.stem, source=source, requires=_requires(source, registry)
    )


def _requires(source: str, registry: Registry) -> str:
    owner = source.partition(".")[0]
    named = [plugin.distribution for plugin in registry.plugins if plugin.name == owner]
    return f'requires = ["{named[0]}"]\n' if named and named[0] else ""


def _problems(text: SourceText, registry: Registry) -> Diagnostics:
    """What the walk says of the spec; nothing where every part is installed."""
    spec, problems = spec_from_text(text)
    return problems if spec is None else problems + plan_spec(spec, registry)[1]
