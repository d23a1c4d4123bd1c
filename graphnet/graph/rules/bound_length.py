"""GN308: a length a command binds keeps the constraints of the plan."""

from __future__ import annotations

from graphnet.contract.assume import Broken
from graphnet.diagnostics import Diagnostic, Edit, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN308", "bound-length")


def bound_length(broken: Broken, name: str, at: Span | None) -> Diagnostic:
    """A bound size that breaks a condition, with who asked for it and what `name` could be."""
    values = ", ".join(f"`{name}` = {value}" for name, value in broken.values)
    reasons = tuple(reason for reason in broken.reasons if reason.span is not None)
    spans = dict.fromkeys((r.span, r.text) for r in reasons if r.span is not None)
    others = tuple(Label(span, text) for span, text in spans if span.source.is_file)
    asked = dict.fromkeys(r.text for r in broken.reasons)
    return RULE.breach(
        f"the plan needs `{broken.condition}`, but {values}",
        at,
        others=others,
        notes=() if others else tuple(f"asked for by {text}" for text in list(asked)[:3]),
        fixes=_fixes(broken, name, at),
    )


def _fixes(broken: Broken, name: str, at: Span | None) -> tuple[Fix, ...]:
    if not broken.nearest:
        return ()
    listed = " or ".join(str(value) for value in broken.nearest)
    edits = () if at is None else (Edit(at, str(broken.nearest[-1])),)
    alone = len(broken.values) == 1
    return (Fix(f"the nearest {'' if alone else f'`{name}` '}that would do: {listed}", edits),)
