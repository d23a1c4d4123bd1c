"""`basics.linear`: one affine map of the last axis, as an encoder, between features, or a head."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import Cost, Declaration, Parameter, frozen

Takes = Literal["features", "channels"]
Gives = Literal["classes", "features", "channels"]

TAKEN: dict[Takes, tuple[str, str]] = {
    "features": ("features float (*S, feature:d_input)", "d_input"),
    "channels": ("pcm float (*S, channel:C)", "C"),
}
_GIVEN: dict[Gives, tuple[str, str]] = {
    "classes": ("logits float (*S, class:n_classes)", "n_classes"),
    "features": ("features float (*S, feature:d_output)", "d_output"),
    "channels": ("float (*S, channel:d_output)", "d_output"),
}


@frozen(kw_only=True)
class LinearOptions:
    """What the last axis means before and after: a linear map changes that, so a spec says it.

    It takes `features` of a stage before or the `channels` of a source of floats, and gives
    scores of `classes`, `features`, or numbers for `channels`, as a regression predicts them. It
    takes no classes: what has become scores stays scores.
    """

    takes: Takes = "features"
    gives: Gives = "classes"


def declare(options: LinearOptions) -> Declaration:
    """Weight and bias keep the run's own weight decay."""
    taken, i = TAKEN[options.takes]
    given, o = _GIVEN[options.gives]
    return Declaration(
        contract=f"{taken} -> {given}",
        effects=("positionwise", "causal"),
        parameters=(
            Parameter(name="weight", shape=f"({o}, {i})"),
            Parameter(name="bias", shape=f"({o})"),
        ),
        cost=Cost(flops=f"2*prod(S)*{i}*{o}", activations=f"prod(S)*{o}"),
        implementation="graphnet_basics.modules.linear:Linear",
    )
