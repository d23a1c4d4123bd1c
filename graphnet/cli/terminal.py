"""What the stream a text goes to can show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import TextIO

from graphnet.diagnostics.render_text import WIDTH


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
    return shutil.get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH
