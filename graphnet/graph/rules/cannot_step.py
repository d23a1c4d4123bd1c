"""GN602: a plan that generates can go one item at a time."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN602", "cannot-step")


def cannot_step(reason: str, at: Span) -> Diagnostic:
    """Why a plan has no schedule."""
    return RULE.breach(
        f"this model cannot generate: {reason}",
        at,
        fixes=(Fix("use stages that step; `graphnet show` says which do"),),
    )
