"""Pooling by a linear layer: several items become one that is wider, and back."""

# B batch   L length   H features in   G features out   s items pooled
#
# The reference numbers the pooled features channel by channel, (h s). Here the weight's rows or
# columns are renumbered to (s h), which is how the items lie in memory: no activation is moved.

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet_s4.modules.lowering import lower_down_pool, lower_up_pool
from graphnet_s4.options import PoolActivation, PoolOptions


class WeightNormLinear(nn.Module):
    """A linear layer whose rows have a length `weight_g` and a direction `weight_v`."""

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        linear = nn.Linear(n_in, n_out)
        self.weight_g = nn.Parameter(
            torch.linalg.vector_norm(linear.weight.detach(), dim=1, keepdim=True)
        )
        self.weight_v = nn.Parameter(linear.weight.detach().clone())
        self.bias = nn.Parameter(linear.bias.detach().clone())

    @property
    def weight(self) -> Tensor:
        """The matrix the two stand for."""
        return self.weight_v * (self.weight_g / _length(self.weight_v))


def _length(weight: Tensor) -> Tensor:
    length: Tensor = torch.linalg.vector_norm(weight, dim=1, keepdim=True)
    return length


def _linear(options: PoolOptions, n_in: int, n_out: int) -> WeightNormLinear | nn.Linear:
    return WeightNormLinear(n_in, n_out) if options.has_weight_norm else nn.Linear(n_in, n_out)


def _activated(x: Tensor, activation: PoolActivation) -> Tensor:
    match activation:
        case "id":
            return x
        case "gelu":
            return functional.gelu(x)


class DownPool(nn.Module):
    """Each block of `pool` items becomes one item, `expand` times as wide."""

    def __init__(self, options: PoolOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.s, H = options.pool, sizes["H"]
        self.activation = options.activation
        self.linear = _linear(options, H * self.s, H * options.expand)

    def forward(self, main: Tensor) -> Tensor:
        """(B, L, H) to (B, L // s, G)."""
        B, L, H = main.shape
        weight_GsH = self.linear.weight.view(-1, H, self.s).mT
        blocks_BlsH = main.reshape(B, L // self.s, self.s * H)
        y_BlG = functional.linear(blocks_BlsH, weight_GsH.flatten(1), self.linear.bias)
        return _activated(y_BlG, self.activation)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One block as operations."""
        return lower_down_pool(self, code, main)


class UpPool(nn.Module):
    """Each item becomes `pool` items, `expand` times as narrow; a delay behind makes it causal."""

    def __init__(self, options: PoolOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.s, H = options.pool, sizes["H"]
        self.activation = options.activation
        self.G = H // options.expand
        self.linear = _linear(options, H, self.G * self.s)

    def forward(self, main: Tensor) -> Tensor:
        """(B, L, H) to (B, s L, G)."""
        weight_sGH = self.linear.weight.view(self.G, self.s, -1).transpose(0, 1)
        bias_sG = self.linear.bias.view(self.G, self.s).mT
        items_BLsG = functional.linear(main, weight_sGH.flatten(0, 1), bias_sG.flatten())
        B, L, _ = main.shape
        return _activated(items_BLsG, self.activation).view(B, L * self.s, self.G)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return lower_up_pool(self, code, main)
