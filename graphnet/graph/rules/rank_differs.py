"""GN304: what a stage gives and what the next one takes have the same number of axes."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.flat import OBJECTIVE
from graphnet.graph.meeting import Meeting, shape_text
from graphnet.graph.plan import PlannedAxis

RULE = Rule("GN304", "rank-differs")


def rank_differs(meeting: Meeting) -> Diagnostic:
    """A wire between ports with different numbers of axes."""
    gives, takes = meeting.gives.axes, meeting.takes.axes
    return RULE.breach(
        f"`{meeting.taker}` takes {shape_text(takes)}, {_axes(takes)}, but gets "
        f"{shape_text(gives)}, {_axes(gives)}, from `{meeting.giver}`",
        meeting.taker_label(None, f"{_axes(takes)} here"),
        others=(meeting.giver_label(None, f"{_axes(gives)} from here"),),
        fixes=(Fix(_advice(meeting)),),
    )


def _axes(axes: tuple[PlannedAxis, ...]) -> str:
    return f"{len(axes)} ax{'i' if len(axes) == 1 else 'e'}s"


def _advice(meeting: Meeting) -> str:
    has_time = any(axis.role == "time" for axis in meeting.gives.axes)
    wants_time = any(axis.role == "time" for axis in meeting.takes.axes)
    is_target = meeting.taker == OBJECTIVE
    if has_time and not wants_time:
        return (
            f"the prediction has lost the time axis that `{meeting.giver}` has: "
            'a decoder with `mode = "full"` keeps it'
        )
    if wants_time and not has_time and is_target:
        return (
            f"the prediction has a time axis, but `{meeting.giver}` gives one value for each "
            'example: a decoder with `mode = "last"` keeps one item'
        )
    if wants_time and not has_time and "." not in meeting.giver:
        return (
            f'`{meeting.giver}` has dropped the time axis: a decoder with `mode = "full"` keeps it'
        )
    return f"put a stage between `{meeting.giver}` and `{meeting.taker}`, or wire another stage"
