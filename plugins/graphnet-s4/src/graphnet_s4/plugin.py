"""State-space stages: S4D blocks, pooling and the SaShiMi backbone."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.plugin import ImporterType, StageType, hookimpl
from graphnet_s4.backbone_options import IsotropicOptions, SashimiOptions, UnetOptions
from graphnet_s4.declarations.feed_forward import declare_feed_forward
from graphnet_s4.declarations.isotropic import declare_isotropic
from graphnet_s4.declarations.pool import declare_down_pool, declare_up_pool
from graphnet_s4.declarations.s4 import declare_s4
from graphnet_s4.declarations.s4d import declare_s4d
from graphnet_s4.declarations.sashimi import declare_sashimi
from graphnet_s4.declarations.unet import declare_unet
from graphnet_s4.options import FeedForwardOptions, PoolOptions, S4DOptions, S4Options
from graphnet_s4.retired import RETIRED, SASHIMI

GRAPHNET_API = ">=0.1,<0.2"

_STAGES = (
    StageType(
        name="s4.s4",
        summary="one residual block with a diagonal plus low-rank state-space convolution",
        declare=declare_s4,
        options=S4Options,
        retired=RETIRED,
    ),
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
        summary="SaShiMi: state-space blocks at several rates, pooled down and up with skips",
        declare=declare_sashimi,
        options=SashimiOptions,
        retired=SASHIMI,
    ),
    StageType(
        name="s4.unet",
        summary="SaShiMi with blocks on the way down too, and a skip behind every layer up",
        declare=declare_unet,
        options=UnetOptions,
        retired=SASHIMI,
    ),
    StageType(
        name="s4.isotropic",
        summary="a stack of state-space blocks at one rate and width",
        declare=declare_isotropic,
        options=IsotropicOptions,
        retired=RETIRED,
    ),
)

_IMPORTERS = (
    ImporterType(
        name="s4.state-spaces",
        summary="checkpoints of state-spaces/s4, versions 3 and 4, and of forks with its names",
        implementation="graphnet_s4.importer.state_spaces:StateSpaces",
    ),
)


@hookimpl
def graphnet_stages() -> Sequence[StageType]:
    """The stage types of this plugin."""
    return _STAGES


@hookimpl
def graphnet_importers() -> Sequence[ImporterType]:
    """The importers of this plugin."""
    return _IMPORTERS
