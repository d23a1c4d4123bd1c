"""State-space stages: S4D blocks, pooling and the SaShiMi backbone."""

from __future__ import annotations

from collections.abc import Sequence

from graphnet.plugin import ImporterType, StageType, hookimpl

GRAPHNET_API = ">=0.1,<0.2"

_STAGES = (
    StageType(
        name="s4.s4",
        summary="one residual block with a diagonal plus low-rank state-space convolution",
        declare="graphnet_s4.declarations.s4:declare_s4",
        options="graphnet_s4.options:S4Options",
        retired="graphnet_s4.retired:RETIRED",
    ),
    StageType(
        name="s4.s4d",
        summary="one residual block with a diagonal state-space convolution",
        declare="graphnet_s4.declarations.s4d:declare_s4d",
        options="graphnet_s4.options:S4DOptions",
        retired="graphnet_s4.retired:RETIRED",
    ),
    StageType(
        name="s4.feed-forward",
        summary="one residual feed-forward block, every position by itself",
        declare="graphnet_s4.declarations.feed_forward:declare_feed_forward",
        options="graphnet_s4.options:FeedForwardOptions",
    ),
    StageType(
        name="s4.down-pool",
        summary="fewer and wider items: a linear layer over blocks of items",
        declare="graphnet_s4.declarations.pool:declare_down_pool",
        options="graphnet_s4.options:PoolOptions",
    ),
    StageType(
        name="s4.up-pool",
        summary="more and narrower items: a linear layer that gives a block of items for each",
        declare="graphnet_s4.declarations.pool:declare_up_pool",
        options="graphnet_s4.options:PoolOptions",
    ),
    StageType(
        name="s4.sashimi",
        summary="SaShiMi: state-space blocks at several rates, pooled down and up with skips",
        declare="graphnet_s4.declarations.sashimi:declare_sashimi",
        options="graphnet_s4.backbone_options:SashimiOptions",
        retired="graphnet_s4.retired:SASHIMI",
    ),
    StageType(
        name="s4.unet",
        summary="SaShiMi with blocks on the way down too, and a skip behind every layer up",
        declare="graphnet_s4.declarations.unet:declare_unet",
        options="graphnet_s4.backbone_options:UnetOptions",
        retired="graphnet_s4.retired:SASHIMI",
    ),
    StageType(
        name="s4.isotropic",
        summary="a stack of state-space blocks at one rate and width",
        declare="graphnet_s4.declarations.isotropic:declare_isotropic",
        options="graphnet_s4.backbone_options:IsotropicOptions",
        retired="graphnet_s4.retired:RETIRED",
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
