"""GN304: what a stage gives and what the next one takes have the same number of axes."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.meeting import Meeting, shape_text

RULE = Rule("GN304", "rank-differs")


def rank_differs(meeting: Meeting) -> Diagnostic:
    """A wire between ports with different numbers of axes."""
    gives, takes = meeting.gives.axes, meeting.takes.axes
    return RULE.breach(
        f"`{meeting.taker}` takes {shape_text(takes)}, {len(takes)} axes, but gets "
        f"{shape_text(gives)}, {len(gives)} axes, from `{meeting.giver}`",
        meeting.taker_label(None, f"{len(takes)} axes here"),
        others=(meeting.giver_label(None, f"{len(gives)} axes from here"),),
        fixes=(Fix(_advice(meeting)),),
    )


def _advice(meeting: Meeting) -> str:
    has_time = any(axis.role == "time" for axis in meeting.gives.axes)
    wants_time = any(axis.role == "time" for axis in meeting.takes.axes)
    if has_time and not wants_time:
        return (
            f"the prediction has lost the time axis that `{meeting.giver}` has: "
            'a decoder with `mode = "full"` keeps it'
        )
    if wants_time and not has_time:
        return (
            f'`{meeting.giver}` has dropped the time axis: a decoder with `mode = "full"` keeps it'
        )
    return f"put a stage between `{meeting.giver}` and `{meeting.taker}`, or wire another stage"
