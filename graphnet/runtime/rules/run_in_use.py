"""GN1015: one process at a time writes a run."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN1015", "run-in-use")


def run_in_use(folder: Path, writer: str, pid: int | None) -> Diagnostic:
    """Another process writes there; `pid` is one of this machine, which can be asked to stop."""
    stop = "" if pid is None else f", or stop it: `kill -INT {pid}` lets it save first"
    return RULE.breach(
        f"the run `{folder}` is being written by {writer}",
        fixes=(
            Fix(f"wait until it ends{stop}"),
            Fix("or begin another run: leave out `--resume`, and name a new folder by `--run`"),
        ),
    )
