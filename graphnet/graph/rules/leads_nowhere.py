"""GN503: every stage leads to the objective or to an output."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN503", "leads-nowhere")


def leads_nowhere(stage: str, end: str, at: Span) -> Diagnostic:
    """A stage whose output nobody uses; `end` is where the graph ends."""
    return RULE.breach(
        f"`{stage}` leads nowhere: neither {end} nor `outputs` uses it",
        at,
        fixes=(Fix(f'feed it to a stage, list it in `outputs = ["{stage}"]`, or delete it'),),
    )
