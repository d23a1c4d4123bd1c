"""`graphnet explain GN301`: the page behind a code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping

from graphnet.cli.arguments import add_format
from graphnet.cli.exits import ExitCode
from graphnet.cli.outcome import print_json
from graphnet.cli.terminal import wants_colour
from graphnet.diagnostics.explanation import codes, explanation
from graphnet.diagnostics.near import close_matches

PAGES = "../graphnet/diagnostics/explanations"
ROOMS = {
    1: "The form of a spec",
    2: "Plugins",
    3: "Sizes and axes",
    4: "Kinds of values",
    5: "The graph",
    6: "Time and causality",
    7: "Modules",
    8: "Budgets",
    9: "Data, runs and checkpoints",
    10: "Commands",
}
STATUSES = {
    ExitCode.GOOD: "good",
    ExitCode.REFUSED: "spec, data or checkpoint refused",
    ExitCode.USAGE: "command line not understood",
    ExitCode.PLUGIN: "plugin missing or broken",
    ExitCode.FAULT: "fault during a run",
    ExitCode.ENVIRONMENT: "disk, permission or device",
    ExitCode.INTERRUPTED: "interrupted",
}
NEAR = 0.85  # one digit too many or too few; another digit in its place is another rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The code; without one, every code is listed."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="such as GN301; none lists all")
    add_format(parser, ("text", "json", "markdown"))


def run(arguments: argparse.Namespace) -> int:
    """Print the page, or the titles of all pages."""
    if arguments.code is None:
        return _list(arguments.format)
    code = _code(arguments.code)
    page = explanation(code)
    if page is None:
        return _unknown(arguments.code)
    if arguments.format == "json":
        print_json({"code": code, "title": _title(page), "page": page})
    else:
        _show(page, is_plain=arguments.format == "markdown")
    return ExitCode.GOOD


def _list(output: str) -> int:
    titles = {code: _title(explanation(code) or "") for code in codes()}
    if output == "json":
        print_json({"codes": titles})
    elif output == "markdown":
        print("\n".join(errors_page(titles)))
    else:
        for code, title in titles.items():
            print(f"{code:<7} {title}")
    return ExitCode.GOOD


def errors_page(titles: Mapping[str, str]) -> Iterator[str]:
    """`docs/errors.md`: a table of every code, under the room whose promise it guards."""
    yield "# Every code and what it means"
    yield ""
    yield "`graphnet explain CODE` shows the page: what, why, an example, and how to mend it."
    yield "This file is written by `graphnet explain --format markdown > docs/errors.md`."
    yield ""
    yield f"Exit codes: {', '.join(f'{code.value} {STATUSES[code]}' for code in ExitCode)}."
    for first, room in ROOMS.items():
        rows = [
            f"| [{code}]({PAGES}/{code}.md) | {title} |"
            for code, title in titles.items()
            if int(code.removeprefix("GN")) // 100 == first
        ]
        if rows:
            yield from ("", f"## {room}", "", "| code | title |", "|---|---|", *rows)


def _code(word: str) -> str:
    """The code as pages have it: `gn301` and `301` are GN301."""
    return f"GN{word}" if word.isdecimal() else word.upper()


def _unknown(word: str) -> int:
    close = close_matches(_code(word), codes(), n=3, cutoff=NEAR)
    advice = f"did you mean {' or '.join(close)}?" if close else "`graphnet explain` lists all"
    print(f"graphnet explain: there is no code {word}; {advice}", file=sys.stderr)
    return ExitCode.USAGE


def _title(page: str) -> str:
    """The first line without its `# GN301: `."""
    first = page.partition("\n")[0].removeprefix("#").strip()
    return first.partition(": ")[2] or first


def _show(page: str, *, is_plain: bool) -> None:
    if is_plain or not wants_colour(sys.stdout):
        print(page.rstrip())
        return
    from rich.console import Console  # noqa: PLC0415  # rich is for terminals alone
    from rich.markdown import Markdown  # noqa: PLC0415

    Console().print(Markdown(page))
