"""GN907: weights are loaded into the model they were trained as, and into no other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphnet.diagnostics import Diagnostic, Fix, Rule
from graphnet.runtime.rules.listed import listed

RULE = Rule("GN907", "checkpoint-of-another-spec")

SHOWN = 4  # one changed size changes every shape: a few say it

Shapes = Mapping[str, tuple[int, ...]]


def other_checkpoint(
    folder: Path, found: Shapes, expected: Shapes, reasons: tuple[str, ...] = ()
) -> Diagnostic:
    """A checkpoint of another model; `reasons` are what is known of why, and come first."""
    notes = (*reasons, *_differences(found, expected))
    return RULE.breach(
        f"the checkpoint `{folder}` is of another model than the spec",
        notes=notes or ("its tensors have the same names and shapes, but mean something else",),
        fixes=(
            Fix("use the spec it was trained with: its run folder keeps it as `resolved.toml`"),
            Fix("or start afresh: `graphnet train SPEC --data DIR --resume never`"),
        ),
    )


def _differences(found: Shapes, expected: Shapes) -> tuple[str, ...]:
    reshaped = tuple(
        f"`{name}` is {_shape(found[name])} in the checkpoint, {_shape(shape)} in the spec"
        for name, shape in expected.items()
        if name in found and found[name] != shape
    )
    more = (f"{len(reshaped) - SHOWN} more shapes differ",) if len(reshaped) > SHOWN else ()
    missing = [name for name in expected if name not in found]
    extra = [name for name in found if name not in expected]
    lists = (
        (f"only in the spec: {listed(missing, SHOWN)}",) if missing else (),
        (f"only in the checkpoint: {listed(extra, SHOWN)}",) if extra else (),
    )
    return (*reshaped[:SHOWN], *more, *lists[0], *lists[1])


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})"
