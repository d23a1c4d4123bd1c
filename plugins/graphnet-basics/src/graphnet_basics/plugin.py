"""Encoders, heads, decoders, objectives and baselines that most specs begin with."""

from __future__ import annotations

from graphnet.plugin import BaselineType, StageType, hookimpl
from graphnet_basics.declarations.accuracy import ACCURACY
from graphnet_basics.declarations.add import ADD
from graphnet_basics.declarations.bits import BITS
from graphnet_basics.declarations.categorical import CATEGORICAL
from graphnet_basics.declarations.cross_entropy import CROSS_ENTROPY
from graphnet_basics.declarations.embedding import EMBEDDING
from graphnet_basics.declarations.layer_norm import LAYER_NORM
from graphnet_basics.declarations.linear import LINEAR
from graphnet_basics.declarations.mixture_logistic import MIXTURE_LOGISTIC
from graphnet_basics.declarations.mixture_nll import MIXTURE_NLL
from graphnet_basics.declarations.position import POSITION
from graphnet_basics.declarations.sequence import SEQUENCE

GRAPHNET_API = ">=0.1,<0.2"

ORDER_0 = BaselineType(
    name="basics.order-0",
    summary="each value by itself: smoothed counts of the training values",
    implementation="graphnet_basics.baselines.order_0:Order0",
)
ORDER_1 = BaselineType(
    name="basics.order-1",
    summary="each value given the one before: smoothed counts of the training pairs",
    implementation="graphnet_basics.baselines.order_1:Order1",
)


@hookimpl
def graphnet_stages() -> tuple[StageType, ...]:
    """The stages, in the order in which a spec tends to use them."""
    return (
        EMBEDDING,
        LINEAR,
        POSITION,
        ADD,
        LAYER_NORM,
        CATEGORICAL,
        MIXTURE_LOGISTIC,
        SEQUENCE,
    )


@hookimpl
def graphnet_objectives() -> tuple[StageType, ...]:
    """What a model can be trained to minimise."""
    return (CROSS_ENTROPY, MIXTURE_NLL)


@hookimpl
def graphnet_metrics() -> tuple[StageType, ...]:
    """Figures to read beside the objective."""
    return (ACCURACY, BITS)


@hookimpl
def graphnet_baselines() -> tuple[BaselineType, ...]:
    """What a model is compared with."""
    return (ORDER_0, ORDER_1)
