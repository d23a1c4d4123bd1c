"""The `graphnet` command: choose a command, run it, and turn whatever comes back into a status."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from contextlib import nullcontext

from graphnet import __version__
from graphnet.cli.collector import at_rest
from graphnet.cli.commands import COMMANDS, Command
from graphnet.cli.exits import ExitCode
from graphnet.cli.help import help_formatter
from graphnet.cli.outcome import report
from graphnet.cli.terminal import drop_unread, open_closed, reader_may_leave
from graphnet.diagnostics import Diagnostic, GraphnetError
from graphnet.diagnostics.near import close_matches


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit status, whatever happens."""
    words = list(sys.argv[1:] if argv is None else argv)
    open_closed()
    try:
        command = _chosen(words)
        is_short = command is not None and command.is_short
        with at_rest(ends=argv is None) if is_short else nullcontext():
            return _run(command, words)
    except GraphnetError as error:
        _debug(words)
        return report(error.diagnostics, _output(words))
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        drop_unread()
        return ExitCode.GOOD
    except Exception as error:  # noqa: BLE001  # the last line of defence: a code, not a traceback
        _debug(words)
        return report((_as_diagnostic(error),), _output(words))


def _run(command: Command | None, words: Sequence[str]) -> int:
    """Read the command line and run the command it names."""
    listed = (command,) if command is not None and words[0] == command.name else COMMANDS
    parser, child = _parsers(command, listed)
    try:
        named = next((word for word in words if not word.startswith("-")), None)
        if command is None and named is not None:
            parser.error(_no_command(named))
        arguments, unknown = parser.parse_known_args(words)
        if unknown:
            child.error(f"unrecognized arguments: {' '.join(unknown)}")
    except SystemExit as stop:  # argparse has printed its help or its complaint
        return stop.code if isinstance(stop.code, int) else ExitCode.USAGE
    if command is None:
        parser.print_help(sys.stderr)
        return ExitCode.USAGE
    status = command.load().run(arguments)
    with reader_may_leave():  # flushes while a failure to write can still be told
        pass
    return status


def _chosen(words: Sequence[str]) -> Command | None:
    """The command that the first word without a dash names."""
    first = next((word for word in words if not word.startswith("-")), None)
    return next((command for command in COMMANDS if command.name == first), None)


def _no_command(word: str) -> str:
    close = close_matches(word, [command.name for command in COMMANDS], n=1)
    advice = f"did you mean `{close[0]}`?" if close else "`graphnet --help` lists all"
    return f"there is no command `{word}`; {advice}"


def _parsers(
    chosen: Command | None, listed: Sequence[Command]
) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """A parser that lists commands, and that of the chosen one, which knows its arguments."""
    parser = argparse.ArgumentParser(
        prog="graphnet",
        description="Sequence models from a spec file.",
        formatter_class=help_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"graphnet {__version__}")
    _add_debug(parser)
    commands = parser.add_subparsers(metavar="COMMAND", prog="graphnet")
    own = parser
    for command in listed:
        child = commands.add_parser(
            command.name,
            help=command.summary,
            description=f"{command.summary[0].upper()}{command.summary[1:]}.",
            formatter_class=help_formatter,
            allow_abbrev=False,
        )
        _add_debug(child)
        if command is chosen:
            command.load().add_arguments(child)
            own = child
    return parser, own


def _add_debug(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="print the traceback of a fault",
    )


def _as_diagnostic(error: Exception) -> Diagnostic:
    from graphnet.cli.crash import (  # noqa: PLC0415  # only after a fault
        refused_by_system,
        unexpected_fault,
    )
    from graphnet.disk.facts import refused_while_reading  # noqa: PLC0415  # only after a fault
    from graphnet.plugin.files import RefusedError  # noqa: PLC0415  # only after a fault

    match error:
        case RefusedError():
            return refused_while_reading(error.refusal)
        case OSError():
            return refused_by_system(error)
        case _:
            return unexpected_fault(error)


def _output(words: Sequence[str]) -> str:
    """The form that diagnostics go out in when the arguments may not be known any more."""
    return "json" if "--json" in words or "json" in words or "--format=json" in words else "text"


def _debug(words: Sequence[str]) -> None:
    if "--debug" in words:
        traceback.print_exc()
