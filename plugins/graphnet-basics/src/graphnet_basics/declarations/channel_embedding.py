"""`basics.channel-embedding`: one learned vector for each value, from a table for each channel."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, Parameter, frozen
from graphnet_basics.declarations.start import StartOptions


@frozen(kw_only=True)
class ChannelEmbeddingOptions(StartOptions):
    """How the vectors of the channels become one, and how they start.

    `sum` adds vectors as wide as the features: every channel may use the whole width, and a sum
    of C of them starts sqrt(C) times as large as one. `concatenate` puts vectors of H / C side by
    side, which takes a C-th of the parameters and keeps the channels apart.
    """

    join: Literal["sum", "concatenate"] = "sum"


def declare(options: ChannelEmbeddingOptions) -> Declaration:
    """Channels share nothing; the vectors keep the run's own weight decay."""
    width, features = ("H", "H") if options.join == "sum" else ("d", "C*d")
    return Declaration(
        contract=(
            "codes int64 (batch:B, time:L, channel:C) in [0, n) -> "
            f"features float (batch:B, time:L, feature:{features})"
        ),
        effects=("positionwise", "causal"),
        parameters=(Parameter(name="weight", shape=f"(C, n, {width})"),),
        cost=Cost(
            flops="B*L*(C - 1)*H" if options.join == "sum" else "0",
            activations=f"B*L*{features}",
        ),
        implementation="graphnet_basics.modules.channel_embedding:ChannelEmbedding",
    )
