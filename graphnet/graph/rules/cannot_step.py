"""GN602: a plan that generates can go one item at a time."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN602", "cannot-step")


STEPS = "use stages that step; `graphnet show` says which do"


def cannot_step(reason: str, at: Span, asked: Label | None = None, mend: str = STEPS) -> Diagnostic:
    """Why a plan has no schedule, and what asks for one where that is another place."""
    return RULE.breach(
        f"this model cannot generate: {reason}",
        at,
        others=() if asked is None else (asked,),
        fixes=(Fix(mend),),
    )
