"""GN110: a spec file can be read."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN110", "unreadable-file")


def unreadable_file(path: str, why: str, fix: str, at: Span) -> Diagnostic:
    """The file cannot be read: `why` ends a sentence that begins with its path."""
    return RULE.breach(f"`{path}` {why}", at, fixes=(Fix(fix),))
