"""`basics.bits`: bits per value, from scores or from an objective's nats."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from graphnet.plugin import Cost, Declaration, StageType

TARGET = {"next": "(*S, channel:1)", "same": "(*S, channel:1)", "label": "(*S)"}


@frozen(kw_only=True)
class BitsOptions:
    """What is measured: scores for each class, or the nats an objective gives.

    For nats write `prediction = "objective"`. `predict` is that of the objective, which the core
    fills in: a label has no channel axis.
    """

    of: Literal["scores", "nats"] = "scores"
    predict: Literal["next", "label", "same"] = "next"


def declare(options: BitsOptions) -> Declaration:
    """Two sums are kept: bits, and how many values they were spent on."""
    if options.of == "nats":
        contract = {"in.main": "nats float (*S)", "out.main": "float64 ()"}
    else:
        contract = {
            "in.main": "logits float (*S, class:C)",
            "in.target": f"int64 {TARGET[options.predict]} in [0, C)",
            "out.main": "float64 ()",
        }
    return Declaration(
        contract=contract,
        cost=Cost(flops="prod(S)" if options.of == "nats" else "5*prod(S)*C", kept="16"),
        implementation="graphnet_basics.modules.bits:Bits",
    )


BITS = StageType(
    name="basics.bits",
    summary="bits per value, from scores or from an objective's nats",
    declare=declare,
    options=BitsOptions,
)
