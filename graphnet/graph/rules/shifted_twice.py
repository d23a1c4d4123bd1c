"""GN603: a sequence that predicts its next value is shifted once, by the plan."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.graph.rules.not_causal import road_note
from graphnet.text import Span

RULE = Rule("GN603", "shifted-twice")


def shifted_twice(
    stage: str, late: int, road: tuple[str, ...], places: tuple[Span, Span]
) -> Diagnostic:
    """A second shift on the way to the prediction; `places` are its own and the first one's."""
    at, next_at = places
    more = "1 more item" if late == 1 else f"{late} more items"
    return RULE.breach(
        f"the sequence is shifted twice: `{stage}` delays it by {more}",
        at,
        others=(Label(next_at, '`predict = "next"` shifts it by one already'),),
        notes=(road_note(road, stage),),
        fixes=(Fix(f"delete `{stage}`: the plan's own shift is enough"),),
    )
