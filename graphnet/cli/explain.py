"""`graphnet explain GN301`: the page behind a code."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from graphnet.cli.arguments import add_format
from graphnet.cli.exits import ExitCode
from graphnet.cli.outcome import print_json
from graphnet.cli.terminal import wants_colour
from graphnet.diagnostics.explanation import codes, explanation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The code; without one, every code is listed."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="such as GN301; none lists all")
    add_format(parser, ("text", "json"))


def run(arguments: argparse.Namespace) -> int:
    """Print the page, or the titles of all pages."""
    if arguments.code is None:
        return _list(arguments.format)
    code = arguments.code.upper()
    page = explanation(code)
    if page is None:
        return _unknown(code)
    if arguments.format == "json":
        print_json({"code": code, "title": _title(page), "page": page})
    else:
        _show(page)
    return ExitCode.GOOD


def _list(output: str) -> int:
    titles = {code: _title(explanation(code) or "") for code in codes()}
    if output == "json":
        print_json({"codes": titles})
    else:
        for code, title in titles.items():
            print(f"{code:<7} {title}")
    return ExitCode.GOOD


def _unknown(code: str) -> int:
    close = get_close_matches(code, codes(), n=3)
    advice = f"did you mean {' or '.join(close)}?" if close else "`graphnet explain` lists all"
    print(f"graphnet explain: there is no code {code}; {advice}", file=sys.stderr)
    return ExitCode.USAGE


def _title(page: str) -> str:
    """The first line without its `# GN301: `."""
    first = page.partition("\n")[0].removeprefix("#").strip()
    return first.partition(": ")[2] or first


def _show(page: str) -> None:
    if not wants_colour(sys.stdout):
        print(page.rstrip())
        return
    from rich.console import Console  # noqa: PLC0415  # rich is for terminals alone
    from rich.markdown import Markdown  # noqa: PLC0415

    Console().print(Markdown(page))
