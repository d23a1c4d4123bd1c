"""GN1002: commands bind the sizes a plan leaves free, and no others."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.diagnostics.near import close_matches, in_order, listed
from graphnet.text import Span

RULE = Rule("GN1002", "not-free")


def not_free(name: str, free: Collection[str], at: Span | None) -> Diagnostic:
    """A bound name that the plan does not leave free."""
    close = close_matches(name, in_order(free), n=1)
    return RULE.breach(
        f"`{name}` is not a free size of this spec",
        at,
        fixes=(Fix(f"did you mean `{close[0]}`?" if close else f"free sizes: {listed(free)}"),),
    )


def not_bound(name: str, table: str, at: Span | None) -> Diagnostic:
    """A free size that a command needs a number for."""
    return RULE.breach(
        f"the free size `{name}` has no value",
        at,
        fixes=(Fix(f"bind it: `[{table}] length = {{ {name} = 8192 }}`"),),
    )
