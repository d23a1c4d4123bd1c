"""GN503: every stage leads to the objective or to an output."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN503", "leads-nowhere")


def leads_nowhere(
    stage: str, end: str, at: Span, feeders: tuple[tuple[str, Span], ...] = ()
) -> Diagnostic:
    """A stage whose output nobody uses; `end` is where the graph ends.

    `feeders` are stages that lead to this one alone.
    """
    return RULE.breach(
        f"`{stage}` leads nowhere: neither {end} nor `outputs` uses it",
        at,
        others=tuple(Label(place, f"leads to `{stage}` alone") for _, place in feeders),
        fixes=(Fix(f'feed it to a stage, list it in `outputs = ["{stage}"]`, or delete it'),),
    )
