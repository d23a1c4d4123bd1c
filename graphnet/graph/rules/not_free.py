"""GN1002: commands bind the sizes a plan leaves free, and no others."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN1002", "not-free")


def not_free(name: str, free: Iterable[str], at: Span | None) -> Diagnostic:
    """A bound name that the plan does not leave free."""
    names = sorted(free)
    close = get_close_matches(name, names, n=1)
    listed = ", ".join(f"`{size}`" for size in names)
    return RULE.breach(
        f"`{name}` is not a free size of this spec",
        at,
        fixes=(Fix(f"did you mean `{close[0]}`?" if close else f"free sizes: {listed}"),),
    )


def not_bound(name: str, table: str, at: Span | None) -> Diagnostic:
    """A free size that a command needs a number for."""
    return RULE.breach(
        f"the free size `{name}` has no value",
        at,
        fixes=(Fix(f"bind it: `[{table}] length = {{ {name} = 8192 }}`"),),
    )
