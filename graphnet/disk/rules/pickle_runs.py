"""GN921: a checkpoint holds data; what asks to be executed is not imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.disk.rules.listed import listed
from graphnet.text import SourceText

RULE = Rule("GN921", "checkpoint-asks-to-run")

SHOWN = 4
LONGEST = 60


def pickle_runs(path: Path, names: Sequence[str]) -> Diagnostic:
    """A pickle that would do something beyond making tensors when it is opened the usual way."""
    return RULE.breach(
        f"`{path.name}` asks to run {listed(map(_shown, names), SHOWN)} when it is opened",
        SourceText(str(path)).whole,
        notes=("nothing of it was executed: graphnet reads a pickle as data",),
        fixes=(
            Fix(
                "do not open it with `torch.load` or `pickle`; ask who made it for "
                "`.safetensors`, or take the file from where you trust it"
            ),
        ),
    )


def _shown(name: str) -> str:
    text = name if len(name) <= LONGEST else f"{name[: LONGEST - 3]}..."
    return text if text.isprintable() else ascii(text)
