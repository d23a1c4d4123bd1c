"""GN1005: the file a command is to write can be written."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN1005", "output-not-writable")


def output_not_writable(path: Path, reason: str) -> Diagnostic:
    """The system refuses to make or write the file."""
    return RULE.breach(
        f"the output `{path}` cannot be written: {reason}",
        fixes=(Fix("name another file with `-o`, in a folder that you may write to"),),
    )
