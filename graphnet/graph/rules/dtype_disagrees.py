"""GN401: a stage accepts the dtype it is given."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.meeting import Meeting

RULE = Rule("GN401", "dtype-disagrees")


def dtype_disagrees(meeting: Meeting) -> Diagnostic:
    """A wire whose values have a dtype the taker does not accept."""
    wanted = " | ".join(meeting.takes.dtypes or ())
    given = meeting.gives.dtype
    if given.startswith("int"):
        advice = f"put an encoder such as `embedding` between `{meeting.giver}` and the taker"
    else:
        advice = f"`{meeting.taker}` takes whole numbers: wire it to a stage that gives codes"
    return RULE.breach(
        f"`{meeting.taker}` takes `{wanted}`, but gets `{given}` from `{meeting.giver}`",
        meeting.taker_label(None, f"takes {wanted}"),
        others=(meeting.giver_label(None, f"gives {given}"),),
        fixes=(Fix(advice),),
    )
