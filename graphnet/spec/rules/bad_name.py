"""GN111: a name can be written wherever it is used, and means nothing else."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN111", "bad-name")


def bad_name(word: str, name: str, why: str, at: Span, fix: str = "") -> Diagnostic:
    """A name of a spec, a stage or a size (`word`) that cannot be, for a reason."""
    advice = fix or f"choose another name for this {word}"
    return RULE.breach(f"a {word} cannot be named `{name}`: {why}", at, fixes=(Fix(advice),))
