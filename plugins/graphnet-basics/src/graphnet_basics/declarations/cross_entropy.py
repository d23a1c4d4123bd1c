"""`basics.cross-entropy`: the nats a categorical model spends on each position."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions, StageType


def declare(_options: NoOptions) -> Declaration:
    """One target for each position; the targets are classes the scores cover."""
    return Declaration(
        contract={
            "in.main": "float (*S, class:C)",
            "in.target": "int64 (*S, channel:1) in [0, C)",
            "out.main": "float (*S)",
        },
        effects=("positionwise", "causal"),
        cost=Cost(flops="5*prod(S)*C", activations="prod(S)*C"),
        implementation="graphnet_basics.modules.cross_entropy:CrossEntropy",
    )


CROSS_ENTROPY = StageType(
    name="basics.cross-entropy",
    summary="the nats a categorical model spends on each position",
    declare=declare,
)
