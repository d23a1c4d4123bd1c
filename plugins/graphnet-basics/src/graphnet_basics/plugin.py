"""Encoders, heads, decoders, objectives and baselines that most specs begin with."""

from __future__ import annotations

from graphnet.plugin import BaselineType, NoOptions, StageType, hookimpl

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


def _type(file: str, summary: str, options: str = "") -> StageType:
    """A type whose options and declaration stand in a file of their own, read when it is used."""
    place = f"graphnet_basics.declarations.{file}"
    return StageType(
        name=f"basics.{file.replace('_', '-')}",
        summary=summary,
        declare=f"{place}:declare",
        options=f"{place}:{options}" if options else NoOptions,
    )


_STAGES = (
    _type("embedding", "one learned vector for each value", "EmbeddingOptions"),
    _type(
        "channel_embedding",
        "one learned vector for each value, from a table for each channel",
        "ChannelEmbeddingOptions",
    ),
    _type("one_hot", "a 1 at the place of each value, and nothing learned"),
    _type(
        "linear",
        "one linear map: scores of classes, features, or predicted numbers for channels",
        "LinearOptions",
    ),
    _type("conv", "a learned window slid along time, centred or causal", "ConvOptions"),
    _type(
        "position",
        "a learned vector for each place in the sequence, added to the features",
        "PositionOptions",
    ),
    _type(
        "sinusoid",
        "waves of many lengths that tell the place in the sequence, added to the features",
    ),
    _type(
        "class_embedding",
        "one learned vector for the class of an example, added to all its features",
        "StartOptions",
    ),
    _type("add", "the sum of two wires, for a skip connection"),
    _type("layer_norm", "each frame brought to mean 0 and variance 1, then scaled and shifted"),
    _type(
        "activation",
        "a bend between two linear maps: relu, gelu or tanh of each feature",
        "ActivationOptions",
    ),
    _type("categorical", "a score for each class, from one linear map"),
    _type("mixture_logistic", "weights, means and scales of a mixture of logistic distributions"),
    _type(
        "factorised",
        "class scores for the coarse half of a code, and features for its fine half",
    ),
    _type(
        "sequence",
        "which positions answer the task: all, the last, the first, their mean or sum",
        "SequenceOptions",
    ),
    _type(
        "retrieval",
        "two vectors as one, for a head that tells whether they belong together",
        "RetrievalOptions",
    ),
)
_OBJECTIVES = (
    _type(
        "cross_entropy",
        "the nats a categorical model spends on each position",
        "CrossEntropyOptions",
    ),
    _type(
        "mixture_nll",
        "the nats a mixture of logistic distributions spends on each code",
        "MixtureNllOptions",
    ),
    _type("factorised_nll", "the nats of a code as its coarse half, then its fine half given that"),
    _type(
        "squared_error",
        "the nats of a Gaussian of fixed width around a predicted number: squared error",
        "SquaredErrorOptions",
    ),
)
_METRICS = (
    _type(
        "accuracy",
        "how often the right class is among those with the highest scores",
        "AccuracyOptions",
    ),
    _type(
        "bits",
        "bits per value or per byte, from scores or from an objective's nats",
        "BitsOptions",
    ),
    _type(
        "regression_error",
        "how far predicted numbers lie from the right ones: rmse, mse or mae",
        "RegressionErrorOptions",
    ),
)


@hookimpl
def graphnet_stages() -> tuple[StageType, ...]:
    """The stages, in the order in which a spec tends to use them."""
    return _STAGES


@hookimpl
def graphnet_objectives() -> tuple[StageType, ...]:
    """What a model can be trained to minimise."""
    return _OBJECTIVES


@hookimpl
def graphnet_metrics() -> tuple[StageType, ...]:
    """Figures to read beside the objective."""
    return _METRICS


@hookimpl
def graphnet_baselines() -> tuple[BaselineType, ...]:
    """What a model is compared with."""
    return (ORDER_0, ORDER_1)
