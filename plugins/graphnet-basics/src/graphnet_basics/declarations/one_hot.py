"""`basics.one-hot`: a 1 at the place of each value, and nothing learned."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, NoOptions


def declare(_options: NoOptions) -> Declaration:
    """The features may be wider than there are values: what is left over stays 0."""
    return Declaration(
        contract=(
            "codes int64 (batch:B, time:L, channel:1) in [0, n) -> "
            "features float (batch:B, time:L, feature:H)"
        ),
        where=("n <= H",),
        effects=("positionwise", "causal"),
        cost=Cost(activations="B*L*H"),
        implementation="graphnet_basics.modules.one_hot:OneHot",
    )
