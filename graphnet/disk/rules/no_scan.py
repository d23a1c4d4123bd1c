"""GN909: a source whose files are to be checked says how their headers are read."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN909", "source-without-scan")


def no_scan(use: str) -> Diagnostic:
    """The declaration of a source names no `scan`."""
    return RULE.breach(
        f"the source `{use}` does not say how folders are scanned",
        notes=("this is a mistake in the plugin, not in the spec",),
        fixes=(Fix('let its declaration name `scan = "module:attribute"`, importing no torch'),),
    )
