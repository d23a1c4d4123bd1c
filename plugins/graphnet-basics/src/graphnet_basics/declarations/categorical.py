"""`basics.categorical`: a score for each class."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions, Parameter, StageType


def declare(_options: NoOptions) -> Declaration:
    """One affine map of the last axis; a head keeps the run's own weight decay, bias too."""
    return Declaration(
        contract="features float (*S, feature:H) -> logits float (*S, class:C)",
        effects=("positionwise", "causal"),
        parameters=(Parameter(name="weight", shape="(C, H)"), Parameter(name="bias", shape="(C)")),
        cost=Cost(flops="2*prod(S)*H*C", activations="prod(S)*C"),
        implementation="graphnet_basics.modules.categorical:Categorical",
    )


CATEGORICAL = StageType(
    name="basics.categorical",
    summary="a score for each class, from one linear map",
    declare=declare,
)
