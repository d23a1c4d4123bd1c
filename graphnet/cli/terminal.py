"""What the stream a text goes to can show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def is_terminal(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a person watches the stream on a terminal that can move its cursor."""
    return stream.isatty() and environ.get("TERM") != "dumb"


def wants_colour(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """NO_COLOR forbids colour, FORCE_COLOR asks for it, otherwise a terminal has it."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream, environ)


def width(stream: TextIO) -> int:
    """How many columns a text may take: the terminal's, where there is one."""
    from graphnet.diagnostics.render_text import WIDTH  # noqa: PLC0415  # the text is made by now

    return shutil.get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print, and go on where whoever reads our output (`| head`) has had enough of it."""
    try:
        yield
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        drop_unread()


def drop_unread() -> None:
    """Send what nobody reads any more to nowhere, or Python would complain of it at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_closed() -> None:
    """Give a stream that was closed before the start (`>&-`) somewhere to go."""
    nowhere = Path(os.devnull)
    if sys.stdout is None:
        sys.stdout = nowhere.open("w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = nowhere.open("w", encoding="utf-8")
