"""`basics.layer-norm`: each frame brought to mean 0 and variance 1, then scaled and shifted."""

from __future__ import annotations

from graphnet.plugin import NO_DECAY, Cost, Declaration, NoOptions, Parameter


def declare(_options: NoOptions) -> Declaration:
    """Neither scale nor shift decays."""
    return Declaration(
        contract="features float (*S, feature:H) -> features float (*S, feature:H)",
        effects=("positionwise", "causal"),
        parameters=(
            Parameter(name="weight", shape="(H)", group=NO_DECAY),
            Parameter(name="bias", shape="(H)", group=NO_DECAY),
        ),
        cost=Cost(flops="8*prod(S)*H", activations="prod(S)*H"),
        implementation="graphnet_basics.modules.layer_norm:LayerNorm",
    )
