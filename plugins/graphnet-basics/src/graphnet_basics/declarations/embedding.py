"""`basics.embedding`: one learned vector for each value."""

from __future__ import annotations

from graphnet.plugin import Cost, Declaration, Parameter, frozen
from graphnet_basics.declarations.start import StartOptions


@frozen(kw_only=True)
class EmbeddingOptions(StartOptions):
    """How the vectors start, and whether they are scaled.

    `scaled` multiplies what is looked up by the square root of the width, as language models do
    whose vectors start by width and are tied to the head.
    """

    scaled: bool = False


def declare(options: EmbeddingOptions) -> Declaration:
    """The channel axis of size 1 is dropped; the vectors keep the run's own weight decay."""
    return Declaration(
        contract=(
            "codes int64 (batch:B, time:L, channel:1) in [0, n) -> "
            "features float (batch:B, time:L, feature:H)"
        ),
        effects=("positionwise", "causal"),
        parameters=(Parameter(name="weight", shape="(n, H)"),),
        cost=Cost(flops="B*L*H" if options.scaled else "0", activations="B*L*H"),
        implementation="graphnet_basics.modules.embedding:Embedding",
    )
