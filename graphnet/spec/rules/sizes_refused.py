"""GN112: a size has a value, and sizes are not defined through each other."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span
from graphnet.values import evolve

RULE = Rule("GN112", "sizes-refused")


def sizes_refused(name: str, why: str, at: Span) -> Diagnostic:
    """A size whose value cannot be, for a reason."""
    return RULE.breach(
        f"size `{name}` is refused: {why}",
        at,
        fixes=(Fix(f"give `{name}` a whole number of at least 1, or a formula that comes to one"),),
    )


def sizes_in_a_ring(ring: tuple[str, ...], at: Span) -> Diagnostic:
    """Sizes that are made of each other, so that none has a value."""
    if len(ring) == 1:
        message = f"size `{ring[0]}` is defined through itself"
    else:
        message = f"sizes {_listed(ring)} are defined through each other"
    fix = Fix(f'give `{ring[0]}` a number, or write `{ring[0]} = "any"` where it is free')
    return RULE.breach(message, Label(at, "in the ring"), fixes=(fix,))


def unreadable_size(problem: Diagnostic) -> Diagnostic:
    """A formula that does not parse; the contract language says where and why."""
    return evolve(problem, rule=RULE)


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
