"""GN402: the values a stage gives lie where the next one accepts them."""

from __future__ import annotations

from graphnet.contract.domain import Outside, render_domain
from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.graph.meeting import Meeting

RULE = Rule("GN402", "domain-exceeded")


def domain_exceeded(meeting: Meeting, outside: Outside) -> Diagnostic:
    """A wire whose values leave the taker's domain, with one that does."""
    gives = render_domain(meeting.gives.domain) if meeting.gives.domain else "anything"
    takes = render_domain(meeting.takes.domain) if meeting.takes.domain else "anything"
    value = "" if outside.value is None else f"; {outside.value} is one that does not fit"
    return RULE.breach(
        f"`{meeting.taker}` takes values in `{takes}`, but gets values in `{gives}` "
        f"from `{meeting.giver}`{value}",
        meeting.taker_label(None, f"takes {takes}"),
        others=(meeting.giver_label(None, f"gives {gives}"),),
        fixes=(Fix("make both bounds the same size, stated once in [sizes]"),),
    )
