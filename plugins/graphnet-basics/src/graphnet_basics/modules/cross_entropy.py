"""The nats a categorical model spends on each position, and draws from what it predicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from torch import Generator, Tensor, nn

from graphnet.build.protocols import Code, Sampling, Vector
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions
from graphnet_basics.modules.drawing import draw_class
from graphnet_basics.modules.nats import nats_of


@final
class CrossEntropy(nn.Module):
    """`-log softmax(scores)[target]`, one number for each position."""

    def __init__(self, _options: CrossEntropyOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        """From scores `(..., C)` and targets `(..., 1)`, or `(...)`, to nats `(...)`."""
        return nats_of(main, target)

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        """One value `(B, 1)` for each row of scores `(B, C)`."""
        return draw_class(main, generator, sampling)

    def lower_draw(self, code: Code, main: Vector, sampling: Sampling) -> Vector:
        """A draw as operations."""
        return code.draw_class(main, sampling.temperature, sampling.top_k, sampling.top_p)
