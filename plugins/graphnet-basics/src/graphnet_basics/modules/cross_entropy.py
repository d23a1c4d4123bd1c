"""The nats a categorical model spends on each position, and draws from what it predicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Generator, Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Sampling
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions
from graphnet_basics.modules.drawing import draw_class


@final
class CrossEntropy(nn.Module):
    """`-log softmax(scores)[target]`, one number for each position."""

    def __init__(self, _options: CrossEntropyOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        """From scores `(..., C)` and targets `(..., 1)`, or `(...)`, to nats `(...)`."""
        scores = main.flatten(0, -2)  # a view where the scores are contiguous: C may be 65,536
        nats = functional.cross_entropy(scores, target.flatten(), reduction="none")
        return nats.view(main.shape[:-1])

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        """One value `(B, 1)` for each row of scores `(B, C)`."""
        return draw_class(main, generator, sampling)
