"""`basics.cross-entropy`: the nats a categorical model spends on each position."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, Normalised, ReachableFloor, frozen


@frozen(kw_only=True)
class CrossEntropyOptions:
    """What is predicted, which a spec says once, on its objective: the core hands it on.

    Codes of a sequence have a channel axis; labels have none, one stands for a whole example.
    """

    predict: Literal["next", "label", "same"] = "next"


def declare(options: CrossEntropyOptions) -> Declaration:
    """One target for each position; the targets are classes the scores cover.

    It keeps log-probabilities, and the scores themselves are kept by none.
    """
    target = "int64 (*S)" if options.predict == "label" else "codes int64 (*S, channel:1)"
    return Declaration(
        contract={
            "in.main": "logits float (*S, class:C)",
            "in.target": f"{target} in [0, C)",
            "out.main": "nats float (*S)",
        },
        effects=("positionwise", "causal"),
        cost=Cost(flops="5*prod(S)*C", activations="prod(S)*C"),
        implementation="graphnet_basics.modules.cross_entropy:CrossEntropy",
        laws=(Normalised(), ReachableFloor(bits=0.1)),
    )
