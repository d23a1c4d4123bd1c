"""GN403: an axis means the same on both ends of a wire, however its size happens to be."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.graph.meeting import Meeting, size_text
from graphnet.values import evolve

RULE = Rule("GN403", "role-disagrees")


def role_disagrees(meeting: Meeting, index: int) -> Diagnostic:
    """An axis that means one thing to the giver and another to the taker."""
    gives, takes = meeting.gives.axes[index], meeting.takes.axes[index]
    stage = meeting.giver.partition(".")[0]
    maker = meeting.makers.get(index, stage)
    made = "" if maker == stage else f", made by `{maker}`"
    return RULE.breach(
        f"`{meeting.taker}` takes {takes.role} on axis {index}, but gets {gives.role} "
        f"{size_text(gives)} from `{meeting.giver}`{made}",
        meeting.taker_label(index, f"takes {takes.role}"),
        others=(meeting.giver_label(index, f"gives {gives.role}"),),
        fixes=(Fix(_advice(meeting, index, maker)),),
    )


def _advice(meeting: Meeting, index: int, maker: str) -> str:
    given, wanted = meeting.gives.axes[index].role, meeting.takes.axes[index].role
    if given == "class" and wanted == "feature":
        return (
            f"`{maker}` has projected to classes already: delete one of the two "
            "projections, or a second one is learned on top of class scores"
        )
    order = [axis.role or "any" for axis in meeting.gives.axes]
    asked = [axis.role or "any" for axis in meeting.takes.axes]
    if order != asked and sorted(order) == sorted(asked):
        return (
            f"the axes stand as ({', '.join(order)}) and should stand as ({', '.join(asked)}): "
            "put a stage between that turns them"
        )
    return f"wire `{meeting.taker}` to a stage whose axis is {wanted}"


def transposed(meeting: Meeting, index: int) -> Diagnostic:
    """A contract that puts the size of one axis on another, such as the length on the features."""
    written, declared = meeting.gives.axes[index], meeting.takes.axes[index]
    home = _home(meeting, index)
    has = f"{declared.role} on axis {index}" if home is None else f"{written.role} on axis {home}"
    return RULE.breach(
        f"`{meeting.taker}` has {has}, but its contract says "
        f"`{written.written}`, which is {written.role}, on axis {index}",
        meeting.giver_label(index, f"no place for {written.role}"),
        fixes=(_turn_back(meeting, index, home),),
    )


def _home(meeting: Meeting, index: int) -> int | None:
    """The axis on which a stage has what was written on another."""
    role = meeting.gives.axes[index].role
    return next((i for i, axis in enumerate(meeting.takes.axes) if axis.role == role), None)


def _turn_back(meeting: Meeting, index: int, home: int | None) -> Fix:
    """Change places with what stands on the axis that the written size belongs to."""
    here = meeting.gives.axes[index].at
    there = None if home is None else meeting.gives.axes[home].at
    if here is None or there is None:
        return Fix("leave the contract out to have it inferred")
    edits = (Edit(here, there.text), Edit(there, here.text))
    return Fix(f"let `{here.text}` and `{there.text}` change places", edits)


def with_another(first: Diagnostic, second: Diagnostic) -> Diagnostic:
    """Two ports of one contract that are turned alike: one mistake, mended in one go."""
    more = () if second.primary is None else (second.primary,)
    (fix,), (other,) = first.fixes, second.fixes
    edits = (*fix.edits, *other.edits) if fix.edits and other.edits else ()
    mend = Fix(fix.text, edits) if edits else fix
    return evolve(first, others=(*first.others, *more), fixes=(mend,))
