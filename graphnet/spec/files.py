"""Reads spec files into texts, and says in words why one cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphnet.spec.scan import BYTE_ORDER_MARK
from graphnet.text import SourceText
from graphnet.values import frozen

MOST_BYTES = 16 * 2**20


@frozen
class Unreadable:
    """Why a file cannot be read, as the end of a sentence, and what to do."""

    why: str
    fix: str


Drafts = Mapping[str, str]
"""Texts by path that stand for files as they could be, and are not yet."""

NO_DRAFTS: Drafts = {}


def read_file(path: str, drafts: Drafts = NO_DRAFTS) -> SourceText | Unreadable:
    """The text of a file, its line ends as they are; a draft stands for the file."""
    if path in drafts:
        return SourceText(path, drafts[path])
    try:
        return _decode(path, _read(Path(path)))
    except FileNotFoundError:
        return Unreadable("is not there", "check the path, which starts at the current folder")
    except IsADirectoryError:
        return Unreadable("is a folder, not a file", "name a file in it")
    except PermissionError:
        return Unreadable("may not be read", "give yourself the permission to read it")
    except (OSError, ValueError):  # a name that is too long, or one with a NUL in it
        return Unreadable("cannot be read", "check the path")


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _decode(path: str, content: bytes) -> SourceText | Unreadable:
    if len(content) > MOST_BYTES:
        return Unreadable(
            f"is larger than {MOST_BYTES // 2**20} MiB", "check that it is a spec and no data"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = content.count(b"\n", 0, error.start) + 1
        return Unreadable(f"is not UTF-8 text (see line {where})", "save it as UTF-8")
    return SourceText(path, text.removeprefix(BYTE_ORDER_MARK))
