"""GN303: a contract written in a spec says what the stage's declaration says."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.contract.domain import render_domain
from graphnet.contract.equate import Different, render_witness
from graphnet.contract.syntax import Effect, Port, Record
from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.graph.bindings import Refuted
from graphnet.graph.meeting import Meeting, shape_text, size_text
from graphnet.graph.records import record_text
from graphnet.text import Span

RULE = Rule("GN303", "contract-disagrees")


def size_not_declared(meeting: Meeting, index: int, verdict: Refuted) -> Diagnostic:
    """An axis of a written contract that the stage cannot have."""
    written, declared = meeting.gives.axes[index], meeting.takes.axes[index]
    why = (
        render_witness(verdict, "written", "declared")
        if isinstance(verdict, Different)
        else verdict.why
    )
    return RULE.breach(
        f"`{meeting.taker}` has {size_text(declared)} on {meeting.axis_name(index)}, "
        f"but its contract says {size_text(written)}",
        meeting.giver_label(index, why),
        fixes=(Fix(f"write {size_text(declared)}, or change the stage's options or `use`"),),
    )


def shape_not_declared(meeting: Meeting, port: str) -> Diagnostic:
    """A written port with another number of axes, dtype or kind than the stage's."""
    gives, takes = meeting.gives, meeting.takes
    if len(gives.axes) != len(takes.axes):
        said, has = shape_text(gives.axes), shape_text(takes.axes)
    elif not takes.accepts_dtype(gives.dtype):
        said, has = f"dtype `{gives.dtype}`", f"`{' | '.join(takes.dtypes or ())}`"
    else:
        said, has = f"`{gives.kind}`", f"`{takes.kind}`"
    return RULE.breach(
        f"`{meeting.taker}` has {has} on port `{port}`, but its contract says {said}",
        meeting.giver_label(None, "written here"),
        fixes=(Fix("leave the contract out to have it inferred, or write what the stage has"),),
    )


def ports_not_declared(
    stage: str, strange: Sequence[tuple[str, Span]], known: tuple[str, ...], place: Span
) -> Diagnostic:
    """Written ports of one side that the stage does not have; it stands at `place`."""
    listed = ", ".join(f"`{name}`" for name in known) or "none"
    names = " and ".join(f"`{port}`" for port, _ in strange)
    close = close_matches(strange[0][0], known, n=1) if len(strange) == 1 else []
    what, said = ("port", "writes one") if len(strange) == 1 else ("ports", "writes them")
    return RULE.breach(
        f"`{stage}` has no {what} {names}, but its contract {said}",
        Label(strange[0][1], ""),
        others=(*(Label(at, "") for _, at in strange[1:]), Label(place, f"`{stage}`")),
        fixes=(Fix(f"did you mean `{close[0]}`?" if close else f"ports on this side: {listed}"),),
    )


def form_not_declared(stage: str, port: str, fields: tuple[str, ...], node: Port) -> Diagnostic:
    """A record written for a port that carries one tensor, or has other fields, or the reverse."""
    written = tuple(name for name, _ in node.fields) if isinstance(node, Record) else ()
    return RULE.breach(
        f"`{stage}` has {_form(fields)} on port `{port.partition('.')[2]}`, "
        f"but its contract says {_form(written)}",
        Label(node.at, "written here"),
        fixes=(Fix("leave the contract out to have it inferred, or write what the stage has"),),
    )


def _form(fields: tuple[str, ...]) -> str:
    return f"the record `{record_text(fields)}`" if fields else "one tensor"


def effect_not_declared(
    stage: str, effect: Effect, declared: tuple[Effect, ...], stage_at: Span
) -> Diagnostic:
    """An effect in a written contract that the stage does not promise."""
    promised = ", ".join(f"`{each.at.text}`" for each in declared) or "nothing about time"
    return RULE.breach(
        f"`{stage}` promises {promised}, but its contract says `{effect.at.text}`",
        Label(effect.at, "written here"),
        others=(Label(stage_at, "what does not promise it"),),
        fixes=(Fix("leave the effect out, or use a stage or an option that has it"),),
    )


def role_not_declared(meeting: Meeting, index: int) -> Diagnostic:
    """A written role that is not the declared one."""
    written, declared = meeting.gives.axes[index], meeting.takes.axes[index]
    return RULE.breach(
        f"{meeting.axis_name(index)} of `{meeting.taker}` is {declared.role}, "
        f"but its contract says {written.role}",
        meeting.giver_label(index, "written here"),
        fixes=(Fix(f"write `{declared.role}:{written.written}`"),),
    )


def domain_not_declared(meeting: Meeting) -> Diagnostic:
    """A written domain whose bounds are not the declared ones."""
    written = render_domain(meeting.gives.domain) if meeting.gives.domain else "anything"
    declared = render_domain(meeting.takes.domain) if meeting.takes.domain else "anything"
    return RULE.breach(
        f"`{meeting.taker}` has values in `{declared}`, but its contract says `{written}`",
        meeting.giver_label(None, "written here"),
        fixes=(Fix(f"write `in {declared}`, or mend the size the bound is made of"),),
    )
