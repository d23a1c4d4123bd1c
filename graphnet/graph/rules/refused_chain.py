"""GN506: `chain` names stages of the spec, each once."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.diagnostics.near import close_matches, in_order, listed
from graphnet.spec.spec import Located
from graphnet.text import Span

RULE = Rule("GN506", "refused-chain")


def unknown_link(name: Located[str], stages: Collection[str]) -> Diagnostic:
    """A name in the chain that no stage has."""
    close = close_matches(name.value, in_order(stages), n=1)
    fix = (
        Fix(f"did you mean `{close[0]}`?", (Edit(name.at, f'"{close[0]}"'),))
        if close
        else Fix(f"there are {listed(stages)}")
    )
    return RULE.breach(f"`chain` names `{name.value}`, which is no stage", name.at, fixes=(fix,))


def repeated_link(name: Located[str], first: Span) -> Diagnostic:
    """A stage that the chain names twice."""
    return RULE.breach(
        f"`chain` names `{name.value}` twice",
        Label(name.at, "again here"),
        others=(Label(first, "first here"),),
        fixes=(Fix("a stage computes once: give the second one a name of its own"),),
    )


def missing_link(stage: str, at: Span, chain_at: Span) -> Diagnostic:
    """A stage with no `input` that the chain leaves out."""
    return RULE.breach(
        f"`{stage}` stands neither in `chain` nor does it name its `input`",
        at,
        others=(Label(chain_at, "the chain"),),
        fixes=(Fix(f"add `{stage}` to `chain` at its place, or delete the stage"),),
    )
