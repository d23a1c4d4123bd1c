"""GN301: what a stage gives and what the next one takes have the same sizes."""

from __future__ import annotations

from graphnet.contract.equate import Different, render_witness
from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.graph.bindings import Refuted
from graphnet.graph.meeting import Meeting, size_text

RULE = Rule("GN301", "size-disagrees")


def size_disagrees(meeting: Meeting, index: int, verdict: Refuted) -> Diagnostic:
    """One axis of a wire on which giver and taker disagree."""
    gives, takes = meeting.gives.axes[index], meeting.takes.axes[index]
    if isinstance(verdict, Different):
        here = render_witness(verdict, f"from `{meeting.giver}`", "here")
    else:
        here = verdict.why
    return RULE.breach(
        f"`{meeting.taker}` takes {size_text(takes)} on {meeting.axis_name(index)}, "
        f"but gets {size_text(gives)} from `{meeting.giver}`",
        meeting.taker_label(index, here),
        others=(meeting.giver_label(index, f"{size_text(gives)} comes from here"),),
        fixes=(_fix(meeting, index),),
    )


def _fix(meeting: Meeting, index: int) -> Fix:
    gives, takes = meeting.gives.axes[index], meeting.takes.axes[index]
    if meeting.is_written and takes.at is not None:
        role = f"{takes.at.text.partition(':')[0]}:" if ":" in takes.at.text else ""
        return Fix(f"write `{gives.written}`", (Edit(takes.at, f"{role}{gives.written}"),))
    return Fix(f"let `{meeting.giver}` give {size_text(takes)}, or put a stage between the two")
