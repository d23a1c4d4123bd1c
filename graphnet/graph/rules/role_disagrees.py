"""GN403: an axis means the same on both ends of a wire, however its size happens to be."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.meeting import Meeting, size_text

RULE = Rule("GN403", "role-disagrees")


def role_disagrees(meeting: Meeting, index: int) -> Diagnostic:
    """An axis that means one thing to the giver and another to the taker."""
    gives, takes = meeting.gives.axes[index], meeting.takes.axes[index]
    return RULE.breach(
        f"`{meeting.taker}` takes {takes.role} on axis {index}, but gets {gives.role} "
        f"{size_text(gives)} from `{meeting.giver}`",
        meeting.taker_label(index, f"takes {takes.role}"),
        others=(meeting.giver_label(index, f"gives {gives.role}"),),
        fixes=(Fix(_advice(gives.role, takes.role, meeting)),),
    )


def _advice(given: str | None, wanted: str | None, meeting: Meeting) -> str:
    if given == "class" and wanted == "feature":
        return (
            f"`{meeting.giver}` has projected to classes already: delete one of the two "
            "projections, or a second one is learned on top of class scores"
        )
    return f"wire `{meeting.taker}` to a stage whose axis is {wanted}"
