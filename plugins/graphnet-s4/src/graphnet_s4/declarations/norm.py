"""The parameters of the norm in front of a residual block."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import NO_DECAY, Parameter


def norm_parameters(kind: Literal["scalar", "layer"]) -> tuple[Parameter, ...]:
    """What the module of this kind learns, under the name `norm`."""
    match kind:
        case "scalar":
            return (
                Parameter(name="norm.m", shape="(1)", group=NO_DECAY),
                Parameter(name="norm.s", shape="(1)", group=NO_DECAY),
            )
        case "layer":
            return (
                Parameter(name="norm.weight", shape="(H)", group=NO_DECAY),
                Parameter(name="norm.bias", shape="(H)", group=NO_DECAY),
            )
