"""GN201: every plugin a spec requires is installed."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN201", "missing-plugin")


def missing_plugin(requirement: str, at: Span, found: str | None) -> Diagnostic:
    """A requirement nobody satisfies; `found` is another installed version of it, if any."""
    state = "is not installed" if found is None else f"is not met: {found} is installed"
    return RULE.breach(
        f"this spec requires `{requirement}`, which {state}",
        at,
        fixes=(Fix(f'pip install "{requirement}"'),),
    )
