"""The one stage the core offers: a shift in time, and its place in a plan that predicts `next`."""

from __future__ import annotations

from graphnet.plugin.types import Cost, Declaration, DelayOptions, StageType

__all__ = ["DELAY", "DelayOptions"]


def _declare(options: DelayOptions) -> Declaration:
    return Declaration(
        contract="(batch:B, time:L, *F) -> (batch:B, time:L, *F)",
        effects=("causal", f"delay {options.steps}", "field 1", "padding-safe"),
        cost=Cost(),
        implementation="graphnet.build.delay:Delay",
    )


DELAY = StageType(
    name="delay",
    summary="shifts a sequence in time; it begins with start values",
    declare=_declare,
    options=DelayOptions,
)
