"""How learned vectors start: normal, with a deviation that may depend on their width."""

from __future__ import annotations

from attrs import validators

from graphnet.plugin import TRAINING_ONLY, field, frozen


@frozen(kw_only=True)
class StartOptions:
    """How the vectors start: normal, with the standard deviation `init_std`.

    With `init_by_width` that is divided by the square root of the width: `init_std = 1.0` then
    stands for `H ** -0.5`. The S4 code base starts encoders with 1 and those of its language
    models by width; the fork of SaShiMi that is compared with starts all of them by width.
    """

    init_std: float = field(default=1.0, validator=validators.gt(0.0), metadata=TRAINING_ONLY)
    init_by_width: bool = field(default=False, metadata=TRAINING_ONLY)

    def deviation(self, width: int) -> float:
        """The standard deviation for vectors so wide."""
        return self.init_std * width**-0.5 if self.init_by_width else self.init_std
