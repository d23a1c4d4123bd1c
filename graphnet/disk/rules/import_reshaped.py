"""GN926: what is imported has the shapes of the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.plugin.imports import Filling
from graphnet.text import SourceText

RULE = Rule("GN926", "import-shapes-differ")

SHOWN = 4


def import_reshaped(
    path: Path, pairs: Sequence[tuple[Filling, tuple[int, ...]]], of: int
) -> Diagnostic:
    """Fillings beside the shape that their parameter has, which is another."""
    lines = tuple(
        f"`{filling.parameter}` is {_shape(wanted)} in the spec, {_shape(filling.shape)} from "
        f"`{filling.sources[0]}`"
        for filling, wanted in pairs[:SHOWN]
    )
    rest = len(pairs) - SHOWN
    more = (f"{rest} more shape{'s differ' if rest > 1 else ' differs'}",) if rest > 0 else ()
    have = "have" if len(pairs) > 1 else "has"
    return RULE.breach(
        f"{len(pairs)} of the model's {of} parameters {have} another shape in `{path.name}`",
        SourceText(str(path)).whole,
        notes=(*lines, *more),
        fixes=(Fix("use the sizes and options it was trained with; no one key explains it"),),
    )


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
