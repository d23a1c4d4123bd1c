"""GN606: a model that is to read files from their start can carry state from chunk to chunk."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN606", "cannot-carry")


def cannot_carry(reason: str, at: Span | None) -> Diagnostic:
    """Why figures of whole files cannot be had."""
    edits = () if at is None else (Edit(at, '"window"'),)
    return RULE.breach(
        f'`context = "file"` carries state from chunk to chunk, and {reason}',
        at,
        fixes=(
            Fix('write `context = "window"`', edits),
            Fix("or use stages that step; `graphnet show` says which do"),
        ),
    )
