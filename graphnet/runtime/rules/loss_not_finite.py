"""GN1006: the loss stays a number."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule

RULE = Rule("GN1006", "loss-not-finite")


def loss_not_finite(update: int, loss: float, checkpoint: Path | None, lr: float) -> Diagnostic:
    """Training stopped because the loss became NaN or infinite at this update."""
    kept = (
        f"the last checkpoint is kept: `{checkpoint}`"
        if checkpoint is not None
        else "there was no checkpoint yet"
    )
    return RULE.breach(
        f"the loss became {loss} at update {update}, so training stopped",
        notes=(kept, f"the learning rate of the run was {lr:g}"),
        fixes=(
            Fix(f"lower it: `--set train.optimizer.lr={lr / 4:g}`"),
            Fix("or limit the gradient: `--set train.clip_norm=1.0`"),
            Fix("or warm up: `--set train.schedule.warmup=500`"),
        ),
    )
