"""GN1001: the numbers a command is given make sense."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN1001", "setting-refused")


def setting_refused(
    name: str, found: object, expected: str, mend: str, at: Span | None = None
) -> Diagnostic:
    """A setting or flag whose value cannot work; `mend` says what to write instead."""
    return RULE.breach(f"`{name}` is {found}, expected {expected}", at, fixes=(Fix(mend),))
