"""An unforeseen exception becomes a few lines with a code, and its traceback goes to a file."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path

from graphnet.cli.rules.system_refused import system_refused
from graphnet.cli.rules.unexpected_fault import unexpected_fault as fault
from graphnet.diagnostics import Diagnostic


def unexpected_fault(error: BaseException, log: Path | None = None) -> Diagnostic:
    """Append the traceback to `log` (or to a new file in the temporary folder) and say so."""
    text = "".join(traceback.format_exception(error))
    try:
        where: Path | None = _append(text, log)
    except OSError:
        where = None
    return fault(type(error).__name__, str(error), where)


def refused_by_system(error: OSError) -> Diagnostic:
    """What an `OSError` that nobody foresaw says, without its traceback."""
    path = error.filename
    reason = error.strerror or type(error).__name__
    return system_refused(reason, path if isinstance(path, str) else None)


def _append(text: str, log: Path | None) -> Path:
    if log is None:
        handle, name = tempfile.mkstemp(prefix="graphnet-", suffix=".log")
        with open(handle, "w", encoding="utf-8") as stream:  # noqa: PTH123  # a handle, not a path
            stream.write(text)
        return Path(name)
    with log.open("a", encoding="utf-8") as stream:
        stream.write(text)
    return log
