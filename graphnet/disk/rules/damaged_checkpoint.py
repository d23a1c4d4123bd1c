"""GN908: a checkpoint is whole, as it was written."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN908", "checkpoint-damaged")


def damaged_checkpoint(file: Path, reason: str, sister: Path | None = None) -> Diagnostic:
    """A file of a checkpoint is missing, cut or altered; `sister` is an older whole one."""
    advice = (
        f"use the checkpoint before it: `{sister}`"
        if sister is not None
        else "copy the checkpoint again from where it is whole, or train afresh"
    )
    return RULE.breach(
        f"the checkpoint file `{file.name}` cannot be used: {reason}",
        SourceText(str(file)).whole,
        fixes=(Fix(advice),),
    )


def pickled(file: Path) -> Diagnostic:
    """Weights that were written with `torch.save`."""
    return RULE.breach(
        f"`{file.name}` is a pickle, as `torch.save` writes it, which graphnet never opens",
        SourceText(str(file)).whole,
        notes=("a pickle is a program: opening one that somebody made runs it",),
        fixes=(
            Fix(
                "where it was made, write it as safetensors: "
                "`safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')`"
            ),
            Fix("or make a run of it, read as data: `graphnet import FILE --spec SPEC`"),
        ),
    )
