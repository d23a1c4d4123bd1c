"""GN906: what a command is given as a run is a run."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN906", "not-a-run")


def not_a_run(path: Path, found: str) -> Diagnostic:
    """The path is no run folder, no `latest` and no checkpoint; `found` says what it is."""
    return RULE.breach(
        f"expected a run folder at `{path}`, found {found}",
        fixes=(
            Fix("name a run folder, `runs/<spec>/latest`, or a folder under its `checkpoints/`"),
            Fix("`graphnet train SPEC --data DIR` makes one"),
        ),
    )


def no_checkpoint(path: Path) -> Diagnostic:
    """A run that was stopped before its first checkpoint."""
    return RULE.breach(
        f"the run `{path}` has no checkpoint yet",
        fixes=(Fix(f"train on with `graphnet train --resume {path}`"),),
    )


def no_weights(path: Path) -> Diagnostic:
    """Nothing lies where weights were looked for."""
    return RULE.breach(
        f"expected a run, a checkpoint or a `.safetensors` file at `{path}`, found nothing there",
        fixes=(
            Fix("name a run folder, `runs/<spec>/latest`, a folder under its `checkpoints/`"),
            Fix("or a file of weights: `weights.safetensors`"),
        ),
    )
