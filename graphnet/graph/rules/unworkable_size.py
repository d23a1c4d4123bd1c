"""GN309: a size expression can be worked out."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN309", "unworkable-size")


def unworkable_size(why: str, at: Span) -> Diagnostic:
    """An expression that has no value, such as a division by zero."""
    return RULE.breach(why, at, fixes=(Fix("write an expression that is a whole number"),))
