"""GN1011: the operating system refused a file or a folder."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN1011", "system-refused")


def system_refused(reason: str, path: str | None) -> Diagnostic:
    """What the system said, and of which file."""
    fix = Fix("check that the path exists, that you may use it, and that its disk has room")
    at = None if path is None else SourceText(path).whole
    named = f" `{path}`" if path is not None else ""
    return RULE.breach(f"the system refused{named}: {reason}", at, fixes=(fix,))


def file_exists(path: Path) -> Diagnostic:
    """A file that a command would have made, and that is kept."""
    fix = Fix("give another name, or move what is there out of the way")
    at = SourceText(str(path)).whole
    return RULE.breach(f"`{path}` is there already, and is kept as it is", at, fixes=(fix,))
