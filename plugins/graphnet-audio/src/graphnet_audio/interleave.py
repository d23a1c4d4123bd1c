"""Several channels as one sequence, and back."""

# B batch   T moments   C channels   N moments of one channel that stay together
#
# A last block of fewer than N moments is laid out as the others are: one channel after the other.

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet_audio.order import InterleaveOptions


@final
class Interleave(nn.Module):
    """`(B, T, C)` to `(B, C*T, 1)`; no value is changed, each stands in another place."""

    def __init__(self, options: InterleaveOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.block = options.block

    def forward(self, main: Tensor) -> Tensor:
        """From `(B, T, C)` to `(B, C*T, 1)`."""
        T = main.shape[1]
        whole, N = _whole_blocks(T, self.block)
        if whole == T:
            return _laid_out(main, N)
        return torch.cat((_laid_out(main[:, :whole], N), _laid_out(main[:, whole:], T - whole)), 1)


@final
class Deinterleave(nn.Module):
    """The way back. The code base this order comes from scrambles blocks here for N above 1."""

    def __init__(self, options: InterleaveOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.block = options.block
        self.C = sizes["C"]

    def forward(self, main: Tensor) -> Tensor:
        """From `(B, C*T, 1)` to `(B, T, C)`."""
        T = main.shape[1] // self.C
        whole, N = _whole_blocks(T, self.block)
        if whole == T:
            return self._gathered(main, N)
        cut = whole * self.C
        return torch.cat(
            (self._gathered(main[:, :cut], N), self._gathered(main[:, cut:], T - whole)), 1
        )

    def _gathered(self, values: Tensor, N: int) -> Tensor:
        B, CT, _ = values.shape
        return values.reshape(B, -1, self.C, N).transpose(2, 3).reshape(B, CT // self.C, self.C)


def _whole_blocks(T: int, block: int | None) -> tuple[int, int]:
    """How many moments lie in whole blocks, and how long these are."""
    N = max(1, T) if block is None else block
    return T // N * N, N


def _laid_out(values: Tensor, N: int) -> Tensor:
    B, T, C = values.shape
    return values.reshape(B, T // N, N, C).transpose(2, 3).reshape(B, C * T, 1)
