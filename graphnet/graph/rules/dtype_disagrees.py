"""GN401: a stage accepts the dtype it is given."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.dtypes import family, joined, members_of, refused
from graphnet.graph.meeting import Meeting

RULE = Rule("GN401", "dtype-disagrees")


def dtype_disagrees(meeting: Meeting) -> Diagnostic:
    """A wire whose values have a dtype the taker does not accept."""
    wanted, given = meeting.takes.dtypes or (), meeting.gives.dtype
    takes, strange = joined(wanted), refused(wanted, given)
    some = len(members_of(given)) > 1
    member = f": {_listed(strange)} may come and cannot enter" if some else ""
    return RULE.breach(
        f"`{meeting.taker}` takes `{takes}`, but gets `{given}` from `{meeting.giver}`{member}",
        meeting.taker_label(None, f"takes {takes}"),
        others=(meeting.giver_label(None, f"gives {given}"),),
        fixes=(Fix(_advice(meeting, strange)),),
    )


def _advice(meeting: Meeting, strange: tuple[str, ...]) -> str:
    wanted = meeting.takes.dtypes or ()
    gives, takes = family(strange), family(wanted)
    if gives == "int" and takes == "float":
        return f"put an encoder such as `embedding` between `{meeting.giver}` and the taker"
    if gives == "float" and takes == "int":
        return f"`{meeting.taker}` takes whole numbers: wire it to a stage that gives codes"
    return f"let `{meeting.giver}` give `{joined(wanted)}`, or put a stage between that converts"


def _listed(dtypes: tuple[str, ...]) -> str:
    return " and ".join(f"`{dtype}`" for dtype in dtypes)
