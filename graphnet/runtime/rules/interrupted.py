"""GN1007: a run that was interrupted says where it stopped and how it goes on."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule, Severity

RULE = Rule("GN1007", "interrupted", Severity.WARNING)


def training_interrupted(update: int, updates: int, checkpoint: Path, command: str) -> Diagnostic:
    """Training stopped on request after a whole update, and what it knew is saved."""
    return RULE.breach(
        f"interrupted after update {update} of {updates}; nothing is lost",
        notes=(f"checkpoint: `{checkpoint}`",),
        fixes=(Fix(f"go on with `{command}`"),),
    )


def stopped_at_once(checkpoint: Path | None, command: str) -> Diagnostic:
    """Training was asked to stop twice and saved nothing more."""
    since = "its beginning" if checkpoint is None else f"update {int(checkpoint.name)}"
    return RULE.breach(
        f"stopped at once; what was done since {since} will be done again",
        notes=() if checkpoint is None else (f"checkpoint: `{checkpoint}`",),
        fixes=(Fix(f"go on with `{command}`"),),
    )
