"""`basics.activation`: a bend between two linear maps."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, frozen


@frozen(kw_only=True)
class ActivationOptions:
    """Which function each feature goes through; `gelu` is the exact one, by the error function."""

    function: Literal["relu", "gelu", "tanh"] = "relu"


def declare(_options: ActivationOptions) -> Declaration:
    """Each feature by itself."""
    return Declaration(
        contract="features float (*S, feature:H) -> features float (*S, feature:H)",
        effects=("positionwise", "causal"),
        cost=Cost(flops="prod(S)*H", activations="prod(S)*H"),
        implementation="graphnet_basics.modules.activation:Activation",
    )
