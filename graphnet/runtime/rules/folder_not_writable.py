"""GN1003: the folder a run is to be written to can be written to, and holds nothing to lose."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN1003", "folder-not-writable")


def folder_not_writable(folder: Path, reason: str) -> Diagnostic:
    """The system refuses to make or write a file there."""
    return RULE.breach(
        f"the run folder `{folder}` cannot be written to: {reason}",
        fixes=(
            Fix("name another folder with `--run DIR`"),
            Fix("or make room and give yourself the right to write there"),
        ),
    )


def folder_taken(folder: Path, found: str, *, is_run: bool = False) -> Diagnostic:
    """The folder holds something, and nothing is ever overwritten."""
    go_on = (Fix(f"go on with the run that is there: `--resume {folder}`"),) if is_run else ()
    return RULE.breach(
        f"the folder `{folder}` holds {found}, and a run overwrites nothing",
        fixes=(*go_on, Fix(f"{'or ' if is_run else ''}name a new folder with `--run DIR`")),
    )
