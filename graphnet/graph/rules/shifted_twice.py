"""GN603: a sequence that predicts its next value is shifted once, by the plan."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN603", "shifted-twice")


def shifted_twice(stage: str, late: int, at: Span, next_at: Span) -> Diagnostic:
    """A second shift on the way to the prediction."""
    return RULE.breach(
        f"the sequence is shifted twice: `{stage}` delays it by {late} more item(s)",
        at,
        others=(Label(next_at, '`predict = "next"` shifts it by one already'),),
        fixes=(Fix(f"delete `{stage}`: the plan's own shift is enough"),),
    )
