"""GN1011: the operating system refused a file or a folder."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN1011", "system-refused")


def system_refused(reason: str, path: str | None) -> Diagnostic:
    """What the system said, and of which file."""
    fix = Fix("check that the path exists, that you may use it, and that its disk has room")
    at = None if path is None else SourceText(path).whole
    named = f" `{path}`" if path is not None else ""
    return RULE.breach(f"the system refused{named}: {reason}", at, fixes=(fix,))
