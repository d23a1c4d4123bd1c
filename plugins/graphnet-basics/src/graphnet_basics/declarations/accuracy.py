"""`basics.accuracy`: how often the right class is among those with the highest scores."""

from __future__ import annotations

from typing import Literal

from attrs import validators

from graphnet.plugin import Cost, Declaration, field, frozen
from graphnet_basics.declarations.bits import TARGET


@frozen(kw_only=True)
class AccuracyOptions:
    """Over all values (`micro`), or the mean over the classes that occur (`macro`).

    A value counts as right where its class is among the `top_k` highest scores. `confusion` keeps
    how often each class was taken for each other, which is a table of classes by classes.
    `predict` is that of the objective, which the core fills in: a label has no channel axis.
    """

    average: Literal["micro", "macro"] = "micro"
    top_k: int = field(default=1, validator=validators.ge(1))
    confusion: bool = False
    predict: Literal["next", "label", "same"] = "next"

    def __attrs_post_init__(self) -> None:
        if self.confusion and self.top_k > 1:
            raise ValueError("`confusion` tells one class for each value; write top_k = 1")


def declare(options: AccuracyOptions) -> Declaration:
    """What is kept: two counts, two for each class, or one for each pair of classes."""
    return Declaration(
        contract={
            "in.main": "logits float (*S, class:C)",
            "in.target": f"int64 {TARGET[options.predict]} in [0, C)",
            "out.main": "float64 ()",
        },
        where=(f"C >= {options.top_k}",) if options.top_k > 1 else (),
        cost=Cost(flops=f"{options.top_k}*prod(S)*C", kept=_kept(options)),
        implementation="graphnet_basics.modules.accuracy:Accuracy",
    )


def _kept(options: AccuracyOptions) -> str:
    if options.confusion:
        return "8*C*C"
    return "16*C" if options.average == "macro" else "16"
