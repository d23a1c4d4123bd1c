"""GN301: what a stage gives and what the next one takes have the same sizes."""

from __future__ import annotations

from graphnet.contract.equate import Different, render_witness
from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.graph.bindings import Refuted
from graphnet.graph.meeting import Meeting, shape_text, size_text

RULE = Rule("GN301", "size-disagrees")


def size_disagrees(meeting: Meeting, index: int, verdict: Refuted) -> Diagnostic:
    """One axis of a wire on which giver and taker disagree."""
    gives, takes = meeting.gives.axes[index], meeting.takes.axes[index]
    if isinstance(verdict, Different):
        here = render_witness(verdict, f"from `{meeting.giver}`", "here")
    else:
        here = verdict.why
    swapped = "" if meeting.swapped is None else ": its two sizes have changed places"
    return RULE.breach(
        f"`{meeting.taker}` takes {size_text(takes)} on {meeting.axis_name(index)}, "
        f"but gets {size_text(gives)} from `{meeting.giver}`{swapped}",
        meeting.taker_label(index, here),
        others=(meeting.giver_label(index, f"{size_text(gives)} comes from here"),),
        notes=(meeting.chains[index],) if index in meeting.chains else (),
        fixes=(_fix(meeting, index),),
    )


def shape_disagrees(meeting: Meeting, wrong: tuple[int, ...]) -> Diagnostic:
    """A wire on which giver and taker disagree in several sizes at once."""
    gives, takes = shape_text(meeting.gives.axes), shape_text(meeting.takes.axes)
    axes = " and ".join(meeting.axis_name(index) for index in wrong)
    notes = tuple(meeting.chains[index] for index in wrong if index in meeting.chains)
    return RULE.breach(
        f"`{meeting.taker}` takes {takes}, but gets {gives} from `{meeting.giver}`: "
        f"they differ on {axes}",
        meeting.taker_label(None, f"takes {takes}"),
        others=(meeting.giver_label(None, f"gives {gives}"),),
        notes=notes,
        fixes=(Fix(f"wire a stage that gives {takes}, or put one between the two"),),
    )


def _fix(meeting: Meeting, index: int) -> Fix:
    gives, takes = meeting.gives.axes[index], meeting.takes.axes[index]
    other = None if meeting.swapped is None else meeting.swapped.at
    if other is not None and takes.at is not None:
        edits: tuple[Edit, ...] = (Edit(takes.at, other.text), Edit(other, takes.at.text))
        return Fix(f"let `{takes.at.text}` and `{other.text}` change places", edits)
    if meeting.is_written and takes.at is not None:
        role = f"{takes.at.text.partition(':')[0]}:" if ":" in takes.at.text else ""
        places = [takes.at] if meeting.echo is None else [takes.at, meeting.echo]
        edits = tuple(Edit(place, f"{role}{gives.written}") for place in places)
        return Fix(f"write `{gives.written}`", edits)
    return Fix(f"let `{meeting.giver}` give {size_text(takes)}, or put a stage between the two")
