"""GN508: everything is said in one place."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN508", "said-twice")


def chain_and_input(stage: str, link: tuple[str, Span], wire: tuple[str, Span]) -> Diagnostic:
    """A stage that the chain feeds by one stage and its `input` by another."""
    before, chain_at = link
    named, input_at = wire
    return RULE.breach(
        f"`{stage}` is fed twice: `chain` puts it after `{before}`, its `input` says `{named}`",
        Label(input_at, "its `input`"),
        others=(Label(chain_at, f"after `{before}`"),),
        fixes=(Fix(f"delete `input`, or take `{stage}` out of `chain`"),),
    )


def listed_twice(key: str, name: str, first: Span, second: Span) -> Diagnostic:
    """A list that names the same thing again."""
    return RULE.breach(
        f"`{key}` names `{name}` twice",
        second,
        others=(Label(first, "here already"),),
        fixes=(Fix("delete one of them"),),
    )
