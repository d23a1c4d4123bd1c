"""Two channels as their mean and their difference, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.plugin import NoOptions


@final
class MidSide(nn.Module):
    """`(B, T, 2)` left and right to mid and side: whole numbers in, whole numbers out."""

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.levels = 1 << sizes["bits"]

    def forward(self, main: Tensor) -> Tensor:
        """From `(B, T, 2)` in [0, 2**bits) to `(B, T, 2)` in [0, 2**(bits+1))."""
        left, right = main.unbind(-1)
        mid = (left + right) >> 1
        side = left - right + self.levels
        return torch.stack((mid, side), dim=-1)


@final
class LeftRight(nn.Module):
    """The way back. The bit that the mean dropped is the lowest of the difference."""

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.levels = 1 << sizes["bits"]

    def forward(self, main: Tensor) -> Tensor:
        """From mid and side to left and right; pairs that no sound has become the nearest."""
        mid, side = main.unbind(-1)
        difference = side - self.levels
        total = 2 * mid + (difference & 1)
        pair = torch.stack((total + difference, total - difference), dim=-1) >> 1
        return pair.clamp(0, self.levels - 1)
