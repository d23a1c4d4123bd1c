"""GN1010: the program met something it did not foresee."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN1010", "unexpected-fault")


def unexpected_fault(kind: str, text: str, log: Path | None) -> Diagnostic:
    """A fault of this program or of a plugin, and where its traceback went."""
    said = f": {text.splitlines()[0]}" if text else ""
    notes = (f"the traceback is in {log}",) if log is not None else ()
    fix = Fix("report it with the traceback; `--debug` prints it here")
    return RULE.breach(f"the program failed with `{kind}`{said}", notes=notes, fixes=(fix,))
