"""GN701: the implementation a declaration names can be imported and constructed."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN701", "no-implementation")


def no_implementation(use: str, place: str, problem: Exception) -> Diagnostic:
    """An implementation that does not load; the exception is quoted, not read."""
    return RULE.breach(
        f"the implementation `{place}` of `{use}` cannot be used: "
        f"{type(problem).__name__}: {problem}",
        notes=("this is a mistake in the plugin or its installation, not in the spec",),
        fixes=(Fix("reinstall the plugin, or report this to its author"),),
    )
