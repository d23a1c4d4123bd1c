"""GN306: the constraints of stages and of `where` hold together."""

from __future__ import annotations

from graphnet.contract.assume import Contradiction
from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN306", "constraint-broken")


def constraint_broken(who: str, contradiction: Contradiction, at: Span) -> Diagnostic:
    """A constraint that is false, or that contradicts an earlier one; `who` asks for it."""
    others = tuple(
        Label(reason.span, f"asked for here: {reason.text}")
        for reason in contradiction.against
        if reason.span is not None and reason.span.source.is_file
    )
    return RULE.breach(
        f"{who} cannot have these sizes: {contradiction.why}",
        at,
        others=others,
        fixes=(Fix("change the size, or the option that asks for it"),),
    )
