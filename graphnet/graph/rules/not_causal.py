"""GN601: what predicts the next value does not see it, nor anything after it."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN601", "not-causal")


def not_causal(
    stage: str, ahead: float, path: tuple[str, ...], at: Span, next_at: Span
) -> Diagnostic:
    """The first stage on the way to the prediction that looks ahead, and the way itself."""
    way = " -> ".join(f"`{name}`" for name in path)
    if ahead == float("inf"):
        sees = "needs the whole sequence"
    else:
        sees = f"sees {int(ahead)} item(s) further than it may"
    return RULE.breach(
        f'`predict = "next"`, but `{stage}` {sees}: the answer leaks into the prediction',
        at,
        others=(Label(next_at, "what comes next is predicted"),),
        notes=(f"the way to the prediction: {way}",),
        fixes=(Fix(f"use a causal stage in place of `{stage}`, or predict something else"),),
    )
