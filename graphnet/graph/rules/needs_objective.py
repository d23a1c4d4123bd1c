"""GN507: what a command needs of the objective is in the spec."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN507", "needs-objective")


def needs_objective(command: str, at: Span) -> Diagnostic:
    """A command that cannot work without `[objective]`."""
    return RULE.breach(
        f"`graphnet {command}` needs an `[objective]`, and this spec has none",
        at,
        fixes=(Fix('add `[objective]` with `use = "cross-entropy"` and `predict = "next"`'),),
    )
