"""GN404: values are of the kind a stage takes."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.meeting import Meeting

RULE = Rule("GN404", "kind-disagrees")


def kind_disagrees(meeting: Meeting) -> Diagnostic:
    """A wire whose values are another kind of thing."""
    return RULE.breach(
        f"`{meeting.taker}` takes {meeting.takes.kind}, but gets {meeting.gives.kind} "
        f"from `{meeting.giver}`",
        meeting.taker_label(None, f"takes {meeting.takes.kind}"),
        others=(meeting.giver_label(None, f"gives {meeting.gives.kind}"),),
        fixes=(Fix(f"wire it to a stage that gives {meeting.takes.kind}"),),
    )
