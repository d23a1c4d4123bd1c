"""`basics.factorised`: a code predicted as its coarse half, and what its fine half needs."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions, Parameter


def declare(_options: NoOptions) -> Declaration:
    """One affine map gives both; how many fine features there are stands in `sizes`."""
    return Declaration(
        contract=(
            "features float (*S, feature:H) -> "
            "{ coarse: logits float (*S, class:Q), fine: features float (*S, feature:d_fine) }"
        ),
        effects=("positionwise", "causal"),
        parameters=(
            Parameter(name="weight", shape="(Q + d_fine, H)"),
            Parameter(name="bias", shape="(Q + d_fine)"),
        ),
        cost=Cost(flops="2*prod(S)*H*(Q + d_fine)", activations="prod(S)*(Q + d_fine)"),
        implementation="graphnet_basics.modules.factorised:Factorised",
    )
