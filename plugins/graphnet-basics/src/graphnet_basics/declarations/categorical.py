"""`basics.categorical`: a score for each class."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions, Parameter


def declare(_options: NoOptions) -> Declaration:
    """One affine map of the last axis; a head keeps the run's own weight decay, bias too.

    Of its scores it keeps none: a likelihood keeps what it makes of them.
    """
    return Declaration(
        contract="features float (*S, feature:H) -> logits float (*S, class:C)",
        effects=("positionwise", "causal"),
        parameters=(Parameter(name="weight", shape="(C, H)"), Parameter(name="bias", shape="(C)")),
        cost=Cost(flops="2*prod(S)*H*C"),
        implementation="graphnet_basics.modules.categorical:Categorical",
    )
