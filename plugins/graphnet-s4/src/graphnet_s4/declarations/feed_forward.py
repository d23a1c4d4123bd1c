"""What one residual feed-forward block promises."""

from __future__ import annotations

from graphnet.plugin import NO_DECAY, Cost, Declaration, Parameter
from graphnet_s4.declarations.norm import norm_parameters
from graphnet_s4.declarations.s4d import SAME
from graphnet_s4.options import FeedForwardOptions


def declare_feed_forward(options: FeedForwardOptions) -> Declaration:
    """The declaration for these options."""
    ff = options.ff
    return Declaration(
        contract=SAME,
        effects=("positionwise", "causal"),
        parameters=(
            *norm_parameters(options.norm_kind),
            Parameter(name="input.weight", shape=f"({ff}*H, H)"),
            Parameter(name="input.bias", shape=f"({ff}*H)", group=NO_DECAY),
            Parameter(name="output.weight", shape=f"(H, {ff}*H)"),
            Parameter(name="output.bias", shape="(H)", group=NO_DECAY),
        ),
        cost=_cost(options),
        implementation="graphnet_s4.modules.feed_forward:FeedForward",
    )


def _cost(options: FeedForwardOptions) -> Cost:
    """What one forward call takes, and what it keeps.

    flops: two products of 2 ff H^2; 8 a feature for the norm, 1 for the residual, 1 a hidden
    feature for GELU. activations: the norm's result, what goes into GELU, the block's result, and
    the norm's deviation per position. With dropout also what comes out of GELU, the masks, and the
    norm's mean.
    """
    ff = options.ff
    kept = f"B*L*({2 + ff}*H + 1)"
    if options.has_dropout:
        masks = ff * (options.dropout > 0) + (options.last_dropout > 0)
        kept = f"B*L*({2 + 2 * ff + masks}*H + 2)"
    return Cost(flops=f"B*L*H*({4 * ff}*H + {9 + ff})", activations=kept)
