"""GN929: what a checkpoint means can be said by the model of the spec."""

from __future__ import annotations

from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.text import SourceText

RULE = Rule("GN929", "import-refused")


def import_refused(path: Path, importer: str, reason: str) -> Diagnostic:
    """The importer says in a sentence why these weights would not mean the same here."""
    return RULE.breach(
        f"`{path.name}` cannot be imported by `{importer}`: {reason}",
        SourceText(str(path)).whole,
        fixes=(Fix("let the spec have the options that the checkpoint was trained with"),),
    )


def not_finite(path: Path, tensors: tuple[str, ...], count: int) -> Diagnostic:
    """Weights that hold NaN or an infinity, as those of a run that diverged."""
    more = f" and {count - len(tensors)} more" if count > len(tensors) else ""
    return RULE.breach(
        f"`{path.name}` holds values that are not finite: {', '.join(tensors)}{more}",
        SourceText(str(path)).whole,
        notes=("a model with such weights gives NaN for everything",),
        fixes=(Fix("take a checkpoint from before the run diverged"),),
    )
