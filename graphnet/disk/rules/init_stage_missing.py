"""GN932: a stage whose weights are to be taken has weights on both sides."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches, listed
from graphnet.text import Span

RULE = Rule("GN932", "init-stage-missing")


def not_in_spec(name: str, known: Collection[str], at: Span | None) -> Diagnostic:
    """A name of no stage with weights; `known` are those that have some on both sides."""
    close = close_matches(name, known, n=1)
    edits = () if at is None or not close else (Edit(at, f'"{close[0]}"'),)
    meant = [Fix(f"did you mean `{each}`?", edits) for each in close]
    return RULE.breach(
        f"`train.init` names `{name}`, and this spec has no stage of that name with weights",
        at,
        notes=(f"with weights on both sides: {listed(known)}",),
        fixes=tuple(meant) or (Fix("name a stage that both have"),),
    )


def not_in_source(name: str, source: str, theirs: Collection[str], at: Span | None) -> Diagnostic:
    """A stage of this spec for which there are no weights."""
    close = close_matches(name, theirs, n=1)
    renamed = [Fix(f"call the stage `{each}`, as it is called there") for each in close]
    return RULE.breach(
        f"`{source}` has no weights of a stage `{name}`",
        at,
        notes=(f"it has weights of: {listed(theirs)}",),
        fixes=(*renamed, Fix(f"leave `{name}` out of `stages`: it begins with weights of its own")),
    )
