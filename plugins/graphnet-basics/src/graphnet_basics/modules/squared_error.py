"""The nats of a Gaussian of fixed width around a predicted number, and draws from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Generator, Tensor, nn

from graphnet.build.protocols import Sampling
from graphnet_basics.declarations.squared_error import SquaredErrorOptions
from graphnet_basics.modules.precision import widened


@final
class SquaredError(nn.Module):
    """`((target - main) / std)^2 / 2 + log(std sqrt(2 pi))`, added up over the channels.

    That is the negative logarithm of a density, constants included: exp(-nats) integrates to 1.
    """

    def __init__(self, options: SquaredErrorOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.std = options.std
        self.is_label = options.predict == "label"
        self.constant = math.log(options.std * math.sqrt(2 * math.pi))

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        """From `(..., C)` and `(..., C)`, or `(..., 1)` and labels `(...)`, to nats `(...)`."""
        right = target.unsqueeze(-1) if self.is_label else target
        error = (widened(right) - widened(main)) / self.std
        nats: Tensor = error.square() / 2 + self.constant
        return nats.sum(dim=-1)

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        """One number `(B, C)` for each mean `(B, C)`.

        `temperature` scales the deviation; `top_p` keeps the interval around the mean that holds
        so much of the Gaussian. The likeliest few values of a density all lie at its mean, so
        that any `top_k` gives the mean.
        """
        if sampling.temperature == 0.0 or sampling.top_k is not None:
            return main
        dtype = torch.promote_types(main.dtype, torch.float32)
        if sampling.top_p < 1.0:
            even = torch.rand(main.shape, generator=generator, dtype=dtype, device=main.device)
            noise = torch.special.ndtri(0.5 + sampling.top_p * (even - 0.5))
        else:
            noise = torch.randn(main.shape, generator=generator, dtype=dtype, device=main.device)
        away: Tensor = self.std * sampling.temperature * noise
        return main + away.to(main.dtype)
