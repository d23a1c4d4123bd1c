"""GN402: the values a stage gives lie where the next one accepts them."""

from __future__ import annotations

from graphnet.contract.domain import Outside, SolvedDomain, render_domain
from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.graph.meeting import Meeting
from graphnet.text import Span

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


def draws_exceed(
    domains: tuple[SolvedDomain, SolvedDomain],
    target: str,
    outside: Outside,
    places: tuple[Span, Span],
) -> Diagnostic:
    """An objective that gives a probability to values which what it predicts never has.

    `domains` are the objective's and the target's, `places` where the two stand.
    """
    draws, there = map(render_domain, domains)
    value = "" if outside.value is None else f"; {outside.value} is one that is drawn and cannot be"
    return RULE.breach(
        f"`objective` draws values in `{draws}`, but `{target}` has values in `{there}`{value}",
        Label(places[0], f"draws {draws}"),
        others=(Label(places[1], f"has {there}"),),
        fixes=(
            Fix("let the head have as many classes as there are values, stated once in [sizes]"),
        ),
    )
