"""`basics.bits`: bits per value or per byte, from scores or from an objective's nats."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, frozen

TARGET = {"next": "(*S, channel:1)", "same": "(*S, channel:1)", "label": "(*S)"}


@frozen(kw_only=True)
class BitsOptions:
    """What is measured: scores for each class, or the nats an objective gives.

    For nats write `prediction = "objective"`. Bits are those of one value, or of one `byte` of
    values as they are stored: where a target can take n values, each fills log2(n) bits, rounded
    up, of the 8 of a byte. At 8 bits both are the same. `predict` is that of the objective, which
    the core fills in: a label has no channel axis.
    """

    of: Literal["scores", "nats"] = "scores"
    per: Literal["value", "byte"] = "value"
    predict: Literal["next", "label", "same"] = "next"


def declare(options: BitsOptions) -> Declaration:
    """Two sums are kept: bits, and how many values they were spent on."""
    contract = {"in.main": "nats float (*S)"}
    if options.of == "scores":
        contract = {
            "in.main": "logits float (*S, class:C)",
            "in.target": f"int64 {TARGET[options.predict]} in [0, C)",
        }
    if options.per == "byte":
        contract |= {"in.target": f"int64 {TARGET[options.predict]} in [0, n)"}
    return Declaration(
        contract={**contract, "out.main": "float64 ()"},
        where=_where(options),
        cost=Cost(flops="prod(S)" if options.of == "nats" else "5*prod(S)*C", kept="16"),
        implementation="graphnet_basics.modules.bits:Bits",
    )


def _where(options: BitsOptions) -> tuple[str, ...]:
    """A value that is always the same fills no byte."""
    if options.per == "value":
        return ()
    return ("n >= 2", "n <= C") if options.of == "scores" else ("n >= 2",)
