"""`basics.embedding`: one learned vector for each value."""

from __future__ import annotations

from attrs import field, frozen, validators

from graphnet.plugin import Cost, Declaration, Parameter, StageType


@frozen(kw_only=True)
class EmbeddingOptions:
    """How the vectors start: normal, with this standard deviation.

    The S4 code base starts with 1; others scale by the width, `d_model ** -0.5`.
    """

    init_std: float = field(default=1.0, validator=validators.gt(0.0))


def declare(_options: EmbeddingOptions) -> Declaration:
    """The channel axis of size 1 is dropped; the vectors keep the run's own weight decay."""
    return Declaration(
        contract=(
            "codes int64 (batch:B, time:L, channel:1) in [0, n) -> "
            "features float (batch:B, time:L, feature:H)"
        ),
        effects=("positionwise", "causal"),
        parameters=(Parameter(name="weight", shape="(n, H)"),),
        cost=Cost(flops="0", activations="B*L*H"),
        implementation="graphnet_basics.modules.embedding:Embedding",
    )


EMBEDDING = StageType(
    name="basics.embedding",
    summary="one learned vector for each value",
    declare=declare,
    options=EmbeddingOptions,
)
