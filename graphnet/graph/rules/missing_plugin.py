"""GN201: every plugin a spec requires is installed."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import Span

RULE = Rule("GN201", "missing-plugin")


def plugin_switched_off(requirement: str, plugin: str, at: Span) -> Diagnostic:
    """A requirement that is installed and was left out of this run."""
    return RULE.breach(
        f"this spec requires `{requirement}`, whose plugin `{plugin}` is switched off",
        at,
        fixes=(
            Fix(f"add `{plugin}` to GRAPHNET_PLUGINS or unset it, or mend `[plugins] disable`"),
        ),
    )


def missing_plugin(requirement: str, at: Span, found: str | None) -> Diagnostic:
    """A requirement nobody satisfies; `found` is another installed version of it, if any."""
    state = "is not installed" if found is None else f"is not met: {found} is installed"
    return RULE.breach(
        f"this spec requires `{requirement}`, which {state}",
        at,
        fixes=(Fix(f'pip install "{requirement}"'),),
    )
