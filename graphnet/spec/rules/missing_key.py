"""GN105: what cannot be guessed is written."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Label, Rule
from graphnet.text import Span

RULE = Rule("GN105", "missing-key")


def missing_key(key: str, holder: str, at: Span, example: str) -> Diagnostic:
    """A key that its table (`holder`, in words) must have; `example` shows how to write it."""
    return RULE.breach(
        f"{holder} lacks `{key}`", Label(at, f"needs `{key}`"), fixes=(Fix(f"write `{example}`"),)
    )


def missing_table(table: str, at: Span, example: str) -> Diagnostic:
    """A table that every spec must have."""
    fix = Fix(f"write {example}")
    return RULE.breach(f"the spec lacks the table `[{table}]`", at, fixes=(fix,))
