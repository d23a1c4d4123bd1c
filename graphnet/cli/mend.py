"""Applying the fixes that a machine can apply to the files they are for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from graphnet.diagnostics import Diagnostics, Edit
from graphnet.text import SourceText


def mend(diagnostics: Diagnostics) -> tuple[str, ...]:
    """Apply what is safe, and return the paths of the files that changed.

    Safe is the edit of a diagnostic's only applicable fix, to a file that still reads as it did,
    where no two edits touch.
    """
    by_source: dict[SourceText, list[Edit]] = {}
    for edit in _edits(diagnostics):
        by_source.setdefault(edit.span.source, []).append(edit)
    return tuple(source.path for source, edits in by_source.items() if _rewrite(source, edits))


def mended(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits applied; of edits that touch each other the first is."""
    kept: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start >= at:
            kept += [text[at : edit.span.start], edit.replacement]
            at = edit.span.end
    return "".join([*kept, text[at:]])


def _edits(diagnostics: Diagnostics) -> Iterable[Edit]:
    for diagnostic in dict.fromkeys(diagnostics):
        applicable = [fix for fix in diagnostic.fixes if fix.can_be_applied]
        if len(applicable) == 1:
            yield from applicable[0].edits


def _rewrite(source: SourceText, edits: Iterable[Edit]) -> bool:
    path = Path(source.path)
    if not path.is_file():  # a `--set` value or a plugin's declaration is no file
        return False
    raw = path.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in raw and raw != source.text else "\n"
    if raw.replace("\r\n", "\n") != source.text.replace("\r\n", "\n"):
        return False
    text = mended(source.text, edits)
    if newline == "\r\n":
        text = text.replace("\n", newline)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(text.encode("utf-8"))
    part.chmod(path.stat().st_mode)
    part.replace(path)
    return True
