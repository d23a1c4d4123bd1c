"""How a command ends: its diagnostics go out in the form asked for and become an exit status."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from graphnet import __version__
from graphnet.cli.exits import ExitCode, exit_code
from graphnet.cli.terminal import reader_may_leave, wants_colour, width
from graphnet.diagnostics import Diagnostics

if TYPE_CHECKING:  # each form is written by a renderer of its own, imported when it is asked for
    from graphnet.diagnostics.render_json import Json

Format = Literal["text", "table", "json", "sarif", "github", "mermaid"]


def report(diagnostics: Diagnostics, output: str = "text") -> ExitCode:
    """Print diagnostics: machine formats to stdout, everything else as text to stderr."""
    arranged = in_reading_order(diagnostics)
    with reader_may_leave():
        _print(arranged, output)
    return exit_code(arranged)


def _print(diagnostics: Diagnostics, output: str) -> None:
    match output:
        case "json":
            print_json(json_data(diagnostics))
        case "sarif":
            print(_sarif(diagnostics))
        case "github":
            print(_github(diagnostics), end="")
        case _:
            print_text(diagnostics)


def in_reading_order(diagnostics: Diagnostics) -> Diagnostics:
    """Each diagnostic once; those of one file together, from its top to its end."""
    files: dict[str, int] = {}
    places = {}
    for diagnostic in dict.fromkeys(diagnostics):
        at = diagnostic.primary
        path, start = ("", 0) if at is None else (at.span.source.path, at.span.start)
        places[diagnostic] = files.setdefault(path, len(files)), start
    return tuple(sorted(places, key=lambda diagnostic: places[diagnostic]))


def json_data(diagnostics: Diagnostics) -> dict[str, Json]:
    """What every JSON output says of diagnostics."""
    from graphnet.diagnostics.render_json import diagnostics_data  # noqa: PLC0415  # read only here

    return diagnostics_data(diagnostics)


def print_json(payload: Mapping[str, Json]) -> None:
    """Print one versioned object: the only thing a command with `--json` writes to stdout."""
    import json  # noqa: PLC0415  # read only here

    from graphnet.diagnostics.render_json import SCHEMA_VERSION  # noqa: PLC0415  # read only here

    text = json.dumps({"schema_version": SCHEMA_VERSION, **payload}, indent=2, ensure_ascii=False)
    with reader_may_leave():
        print(text)


def print_text(diagnostics: Diagnostics) -> None:
    """Print diagnostics for people, with their number where there are several."""
    if not diagnostics:
        return
    from graphnet.diagnostics.render_text import render_text  # noqa: PLC0415  # read only here

    stream = sys.stderr
    print(
        render_text(diagnostics, colour=wants_colour(stream), width=width(stream)),
        end="",
        file=stream,
    )
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    if errors > 1:
        print(f"\n{errors} errors", file=stream)


def _sarif(diagnostics: Diagnostics) -> str:
    from graphnet.diagnostics.render_sarif import render_sarif  # noqa: PLC0415  # read only here

    return render_sarif(diagnostics, __version__)


def _github(diagnostics: Diagnostics) -> str:
    from graphnet.diagnostics.render_github import render_github  # noqa: PLC0415  # read only here

    return render_github(diagnostics)
