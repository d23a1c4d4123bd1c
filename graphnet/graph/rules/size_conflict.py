"""GN307: a size that is stated twice is stated alike, and `sizes` names sizes the stage has."""

from __future__ import annotations

from collections.abc import Iterable

from graphnet.diagnostics import Diagnostic, Edit, Fix, Rule
from graphnet.diagnostics.near import close_matches
from graphnet.text import Span

RULE = Rule("GN307", "size-conflict")


def not_a_size(stage: str, name: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A key of a stage's `sizes` that is no size of it."""
    names = sorted(known)
    close = close_matches(name, names, n=1)
    fix = (
        Fix(f"did you mean `{close[0]}`?", (Edit(at, close[0]),))
        if close
        else Fix("its sizes are " + (", ".join(f"`{known}`" for known in names) or "none"))
    )
    return RULE.breach(f"`{stage}` has no size `{name}`", at, fixes=(fix,))
