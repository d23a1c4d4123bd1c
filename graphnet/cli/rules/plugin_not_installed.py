"""GN207: a plugin is asked for by name and is not installed."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.diagnostics.near import close_matches

RULE = Rule("GN207", "plugin-not-installed")


def plugin_not_installed(name: str, installed: Sequence[str]) -> Diagnostic:
    """The name nobody has, and the names there are."""
    close = close_matches(name, installed, n=1)
    known = ", ".join(f"`{each}`" for each in installed) or "none"
    fix = Fix(f"did you mean `{close[0]}`?" if close else f"installed plugins: {known}")
    return RULE.breach(f"no plugin `{name}` is installed", fixes=(fix,))
