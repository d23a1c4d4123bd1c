"""The core's one module: a sequence shifted in time."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from graphnet.graph.delay import DelayOptions


class Delay(nn.Module):
    """`(B, L, ...)` shifted by `steps` items along time; start values come first.

    A network that goes one item at a time keeps the shift as a queue and never calls this.
    """

    def __init__(self, options: DelayOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.steps = options.steps
        self.start = options.start

    def forward(self, main: Tensor) -> Tensor:
        """Shift a whole sequence; its last items fall off the end."""
        kept = main[:, : max(main.shape[1] - self.steps, 0)]
        first = main.new_full((main.shape[0], main.shape[1] - kept.shape[1], *main.shape[2:]), 0)
        return torch.cat([first.fill_(self.start), kept], dim=1)
