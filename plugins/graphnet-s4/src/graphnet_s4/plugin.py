"""State-space stages: S4D blocks, pooling and the SaShiMi backbone."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.plugin import StageType, hookimpl
from graphnet_s4.declarations.feed_forward import declare_feed_forward
from graphnet_s4.declarations.pool import declare_down_pool, declare_up_pool
from graphnet_s4.declarations.s4d import declare_s4d
from graphnet_s4.declarations.sashimi import declare_sashimi
from graphnet_s4.options import FeedForwardOptions, PoolOptions, S4DOptions, SashimiOptions
from graphnet_s4.retired import RETIRED

GRAPHNET_API = ">=0.1,<0.2"

_STAGES = (
    StageType(
        name="s4.s4d",
        summary="one residual block with a diagonal state-space convolution",
        declare=declare_s4d,
        options=S4DOptions,
        retired=RETIRED,
    ),
    StageType(
        name="s4.feed-forward",
        summary="one residual feed-forward block, every position by itself",
        declare=declare_feed_forward,
        options=FeedForwardOptions,
    ),
    StageType(
        name="s4.down-pool",
        summary="fewer and wider items: a linear layer over blocks of items",
        declare=declare_down_pool,
        options=PoolOptions,
    ),
    StageType(
        name="s4.up-pool",
        summary="more and narrower items: a linear layer that gives a block of items for each",
        declare=declare_up_pool,
        options=PoolOptions,
    ),
    StageType(
        name="s4.sashimi",
        summary="SaShiMi: S4D blocks at several rates, pooled down and up with skips",
        declare=declare_sashimi,
        options=SashimiOptions,
        retired=RETIRED,
    ),
)


@hookimpl
def graphnet_stages() -> Sequence[StageType]:
    """The stage types of this plugin."""
    return _STAGES
