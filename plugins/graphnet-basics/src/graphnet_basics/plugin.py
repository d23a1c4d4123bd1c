"""Encoders, heads, decoders, objectives and baselines that most specs begin with."""

from __future__ import annotations

from graphnet.plugin import BaselineType, StageType, hookimpl
from graphnet_basics.declarations.accuracy import ACCURACY
from graphnet_basics.declarations.activation import ACTIVATION
from graphnet_basics.declarations.add import ADD
from graphnet_basics.declarations.bits import BITS
from graphnet_basics.declarations.categorical import CATEGORICAL
from graphnet_basics.declarations.channel_embedding import CHANNEL_EMBEDDING
from graphnet_basics.declarations.class_embedding import CLASS_EMBEDDING
from graphnet_basics.declarations.conv import CONV
from graphnet_basics.declarations.cross_entropy import CROSS_ENTROPY
from graphnet_basics.declarations.embedding import EMBEDDING
from graphnet_basics.declarations.factorised import FACTORISED
from graphnet_basics.declarations.factorised_nll import FACTORISED_NLL
from graphnet_basics.declarations.layer_norm import LAYER_NORM
from graphnet_basics.declarations.linear import LINEAR
from graphnet_basics.declarations.mixture_logistic import MIXTURE_LOGISTIC
from graphnet_basics.declarations.mixture_nll import MIXTURE_NLL
from graphnet_basics.declarations.one_hot import ONE_HOT
from graphnet_basics.declarations.position import POSITION
from graphnet_basics.declarations.regression_error import REGRESSION_ERROR
from graphnet_basics.declarations.retrieval import RETRIEVAL
from graphnet_basics.declarations.sequence import SEQUENCE
from graphnet_basics.declarations.sinusoid import SINUSOID
from graphnet_basics.declarations.squared_error import SQUARED_ERROR

GRAPHNET_API = ">=0.1,<0.2"
GRAPHNET_ASSUMED = True  # specs need not require it

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
        CHANNEL_EMBEDDING,
        ONE_HOT,
        LINEAR,
        CONV,
        POSITION,
        SINUSOID,
        CLASS_EMBEDDING,
        ADD,
        LAYER_NORM,
        ACTIVATION,
        CATEGORICAL,
        MIXTURE_LOGISTIC,
        FACTORISED,
        SEQUENCE,
        RETRIEVAL,
    )


@hookimpl
def graphnet_objectives() -> tuple[StageType, ...]:
    """What a model can be trained to minimise."""
    return (CROSS_ENTROPY, MIXTURE_NLL, FACTORISED_NLL, SQUARED_ERROR)


@hookimpl
def graphnet_metrics() -> tuple[StageType, ...]:
    """Figures to read beside the objective."""
    return (ACCURACY, BITS, REGRESSION_ERROR)


@hookimpl
def graphnet_baselines() -> tuple[BaselineType, ...]:
    """What a model is compared with."""
    return (ORDER_0, ORDER_1)
