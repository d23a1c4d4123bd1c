"""Arguments that several commands take."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence


def add_overrides(parser: argparse.ArgumentParser) -> None:
    """`--set path.key=VALUE`, as often as needed, into `arguments.overrides`."""
    parser.add_argument(
        "--set",
        dest="overrides",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="set a value of the spec, such as train.updates=100 (a TOML value; repeatable)",
    )


def add_budget(parser: argparse.ArgumentParser) -> None:
    """`--budget 24GiB` into `arguments.budget`."""
    parser.add_argument(
        "--budget",
        metavar="SIZE",
        help="the memory a training update may take, such as 24GiB: short for --set budget.memory",
    )


def add_rewriting(parser: argparse.ArgumentParser) -> None:
    """`--no-rewrites` into `arguments.rewriting`, True without it."""
    parser.add_argument(
        "--no-rewrites",
        dest="rewriting",
        action="store_false",
        help="run every stage as it stands, one after the other (show --rewrites lists the others)",
    )


def all_overrides(arguments: argparse.Namespace) -> list[str]:
    """What `--set` and `--budget` say, in the form of the former."""
    overrides: list[str] = list(arguments.overrides)
    return overrides if arguments.budget is None else [*overrides, _budget(arguments.budget)]


def _budget(written: str) -> str:
    """What was written as a text such as `24GiB`; a number alone is asked for its unit."""
    return f"budget.memory={json.dumps(written)}"


def add_bindings(parser: argparse.ArgumentParser) -> None:
    """`--bind NAME=INTEGER`, as often as needed, into the pairs of `arguments.bindings`."""
    parser.add_argument(
        "--bind",
        dest="bindings",
        action="append",
        default=[],
        type=binding,
        metavar="NAME=N",
        help="give a free size a value, such as L=8192 (repeatable)",
    )


def add_format(parser: argparse.ArgumentParser, formats: Sequence[str]) -> None:
    """`--format` with the first of the formats as default, and `--json` for short."""
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help="how the result is written"
    )
    parser.add_argument(
        "--json",
        dest="format",
        action="store_const",
        const="json",
        help="short for --format json",
    )


def binding(text: str) -> tuple[str, int]:
    """A `NAME=INTEGER` of the command line."""
    name, sign, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not sign or not name.isidentifier() or not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=N with a whole number N above 0")
    return name, int(value)
