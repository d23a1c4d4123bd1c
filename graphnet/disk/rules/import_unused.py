"""GN927: every tensor of an imported checkpoint has its place in the model."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN927", "import-leaves-tensors")


def import_unused(path: Path, counts: tuple[int, int], groups: tuple[str, ...]) -> Diagnostic:
    """Tensors that nothing in the model takes; `counts` are how many of how many."""
    unused, every = counts
    have = "have" if unused > 1 else "has"
    return RULE.breach(
        f"{unused} of the {every} tensors of `{path.name}` {have} no place in the model",
        SourceText(str(path)).whole,
        notes=groups,
        fixes=(
            Fix("let the spec have the stages and options that the checkpoint was trained with"),
            Fix("or leave them out by how their names begin: `--allow-unused decoder.`"),
        ),
    )
