"""GN102: a key is written once."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN102", "duplicate-key")


def duplicate_key(path: str, first: Span, again: Span) -> Diagnostic:
    """A key or a table is written a second time."""
    line = first.position[0]
    return RULE.breach(
        f"`{path}` is written twice, first in line {line}",
        Label(again, "again here"),
        others=(Label(first, "first here"),),
        fixes=(Fix("keep one of the two"),),
    )
