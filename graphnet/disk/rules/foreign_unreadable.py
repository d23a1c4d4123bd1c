"""GN920: a checkpoint to import is a whole file of a form that is known."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN920", "foreign-checkpoint-unreadable")


def foreign_unreadable(path: Path, reason: str) -> Diagnostic:
    """A file that is cut short, altered, or says something of itself that is not so."""
    return RULE.breach(
        f"`{path.name}` cannot be read as a checkpoint: {reason}",
        SourceText(str(path)).whole,
        fixes=(
            Fix("copy it again from where it is whole, and compare its checksum"),
            Fix(
                "files of `torch.save` (`.pt`, `.ckpt`) and `.safetensors` are read; where it was "
                "made: `safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')`"
            ),
        ),
    )
