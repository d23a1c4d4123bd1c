"""The two reference models a spec can follow, and what telling them apart decides."""

from __future__ import annotations

from typing import Literal

from graphnet.plugin import NO_DECAY, OptimizerGroup, frozen

Flavour = Literal["src", "standalone"]


@frozen(kw_only=True)
class Traits:
    """What a flavour decides.

    `norm` is the norm in front of a residual block: two scalars, or a layer norm with two vectors.
    `dt_transform` maps the parameter `inv_dt` to dt. `has_shared_ssm` means one (A, B) serves all
    channels. `ssm_group` says how A, B and dt are updated. `has_residual_dropout` means that the
    end of a block is dropped too.
    """

    norm: Literal["scalar", "layer"]
    has_weight_norm: bool
    dt_transform: Literal["softplus", "exp"]
    has_shared_ssm: bool
    ssm_group: OptimizerGroup
    has_residual_dropout: bool


# The model the papers' experiments instantiate: slow updates for the SSM, weight norm in pools.
_SRC = Traits(
    norm="scalar",
    has_weight_norm=True,
    dt_transform="softplus",
    has_shared_ssm=True,
    ssm_group=OptimizerGroup(name="ssm", lr=0.001, weight_decay=0.0),
    has_residual_dropout=False,
)
# The single-file model: an SSM per channel, layer norms, plain linear pools.
_STANDALONE = Traits(
    norm="layer",
    has_weight_norm=False,
    dt_transform="exp",
    has_shared_ssm=False,
    ssm_group=NO_DECAY,
    has_residual_dropout=True,
)


def traits_of(flavour: Flavour) -> Traits:
    """What a flavour decides."""
    match flavour:
        case "src":
            return _SRC
        case "standalone":
            return _STANDALONE
