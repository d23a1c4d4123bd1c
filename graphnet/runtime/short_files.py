"""Training files that hold less than one training example, found before anything is built."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.diagnostics import Diagnostics
from graphnet.disk.rules.file_too_short import file_too_short
from graphnet.graph.plan import Plan
from graphnet.plugin.files import Example
from graphnet.runtime.lengths import Lengths, fitting


def too_short(plan: Plan, examples: Sequence[Example], lengths: Lengths) -> Diagnostics:
    """Whether every one of the training files holds a training example."""
    short = [example for example in examples if example.length < lengths.items]
    if not short or "lengths" in plan.source.gives:  # which tells what is padding
        return ()
    name = next(iter(lengths.sizes), "L")
    fits = fitting(plan, min(e.length for e in short), upwards=False)
    mend = (
        f"write `length = {{ {name} = {fits} }}` under `[train]`, which every file holds"
        if fits is not None
        else "write a smaller `length` under `[train]`"
    )
    at = plan.settings.places.get(f"train.length.{name}")
    return (file_too_short(short, lengths.items, mend, at),)
