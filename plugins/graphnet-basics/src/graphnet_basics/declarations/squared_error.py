"""`basics.squared-error`: the nats of a Gaussian of fixed width around a predicted number."""

from __future__ import annotations

from typing import Literal

from attrs import validators

from graphnet.plugin import Cost, Declaration, field, frozen

PREDICTED = {
    "next": ("(*S, channel:C)", "(*S, channel:C)"),
    "same": ("(*S, channel:C)", "(*S, channel:C)"),
    "label": ("(*S, channel:1)", "(*S)"),
}
"""The shapes of prediction and target: a number as a label has no channel axis."""


@frozen(kw_only=True)
class SquaredErrorOptions:
    """How wide the Gaussian is, and what is predicted, which the core hands on.

    The numbers of a target are predicted by densities, not probabilities: nats count against a
    unit of the target, and are negative where a density exceeds 1. `std` is the deviation that
    counts as right; it weighs the error, and moves no minimum.
    """

    std: float = field(default=1.0, validator=validators.gt(0.0))
    predict: Literal["next", "label", "same"] = "next"


def declare(options: SquaredErrorOptions) -> Declaration:
    """One number of nats for each position, its channels added up."""
    main, target = PREDICTED[options.predict]
    count = "prod(S)" if options.predict == "label" else "prod(S)*C"
    return Declaration(
        contract={
            "in.main": f"float {main}",
            "in.target": f"float {target}",
            "out.main": "nats float (*S)",
        },
        effects=("positionwise", "causal"),
        cost=Cost(flops=f"4*{count}", activations=count),
        implementation="graphnet_basics.modules.squared_error:SquaredError",
    )
