"""One process at a time writes a run: a lock on its folder that ends with the process."""

from __future__ import annotations

import json
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self, final

import cattrs

from graphnet.diagnostics import Diagnostics
from graphnet.runtime.rules.run_in_use import run_in_use
from graphnet.values import frozen

WRITER = ".writer"
FAR = 1 << 30  # where the byte lies that is locked on Windows: what is written stays readable

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@frozen(kw_only=True)
class Writer:
    """Who writes a run: a process, the machine it is on, and since when."""

    pid: int
    host: str
    since: str


@final
class Hold:
    """The folder of a run, held until the end of a `with` block, or of the process.

    The system itself gives up the lock of a process that is gone, however it went: a stale file
    is taken over.
    """

    def __init__(self) -> None:
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def take(self, folder: Path) -> Diagnostics:
        """Hold a folder; refused where another process writes there.

        A folder in which no file can be opened is reported where it is tried for writing.
        """
        try:
            file = (folder / WRITER).open("a+", encoding="utf-8")
        except OSError:
            return ()
        try:
            _lock(file)
        except OSError:
            writer = _read(file)
            file.close()
            return (run_in_use(folder, _words(writer), _pid_here(writer)),)
        self._file = file
        _write(file)
        return ()


def _write(file: IO[str]) -> None:
    """Say who holds it."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    file.truncate(0)
    file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}))
    file.flush()


def _read(file: IO[str]) -> Writer | None:
    """Who holds it, as far as that is written."""
    try:
        file.seek(0)
        return cattrs.structure(json.loads(file.read(4096)), Writer)
    except (OSError, ValueError, KeyError, TypeError, cattrs.BaseValidationError):
        return None


def _pid_here(writer: Writer | None) -> int | None:
    """The process, where it is one of this machine."""
    return writer.pid if writer is not None and writer.host == socket.gethostname() else None


def _words(writer: Writer | None) -> str:
    if writer is None:
        return "another process"
    return f"process {writer.pid} on `{writer.host}` since {writer.since}"
