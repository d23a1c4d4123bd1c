"""What every residual block can set: the norm in front of it, and its dropouts."""

from __future__ import annotations

from typing import Literal

from attrs import validators

from graphnet.plugin import TRAINING_ONLY, field, frozen
from graphnet_s4 import validators as held
from graphnet_s4.flavour import Flavour, traits_of

Norm = Literal["scalar", "layer"]


@frozen(kw_only=True)
class ResidualOptions:
    """Options of a residual block; not used by itself.

    `norm` stands in front of the block: `scalar` has one scale and one shift for all features,
    `layer` a vector of each. `dropout` acts inside the block, `residual_dropout` at its end, before
    the input is added. None stands for what the flavour has.
    """

    flavour: Flavour = field(default="src", validator=held.flavour)
    norm: Norm | None = field(default=None, validator=validators.optional(held.one_of(Norm)))
    dropout: float = field(default=0.0, validator=held.fraction, metadata=TRAINING_ONLY)
    residual_dropout: float | None = field(
        default=None, validator=validators.optional(held.fraction), metadata=TRAINING_ONLY
    )

    @property
    def norm_kind(self) -> Norm:
        """The norm in front."""
        preset = traits_of(self.flavour).norm
        return self.norm or preset

    @property
    def last_dropout(self) -> float:
        """The dropout at the end."""
        preset = self.dropout if traits_of(self.flavour).has_residual_dropout else 0.0
        return preset if self.residual_dropout is None else self.residual_dropout

    @property
    def has_dropout(self) -> bool:
        """Whether anything is dropped in training; without it a block keeps less."""
        return self.dropout > 0 or self.last_dropout > 0
