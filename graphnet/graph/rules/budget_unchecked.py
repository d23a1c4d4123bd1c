"""GN802: a budget can be checked: every size that memory depends on has a value."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule, Severity
from graphnet.text import Span

RULE = Rule("GN802", "budget-unchecked", Severity.WARNING)


def budget_unchecked(names: tuple[str, ...], at: Span | None) -> Diagnostic:
    """A budget of memory without the sizes that memory is counted at."""
    listed = " and ".join(f"`{name}`" for name in names)
    has = "has" if len(names) == 1 else "have"
    bound = ", ".join(f"{name} = 8192" for name in names)
    return RULE.breach(
        f"the budget of memory is not checked: {listed} {has} no value",
        at,
        fixes=(Fix(f"bind {listed}: `length = {{ {bound} }}` under `[train]`"),),
    )
