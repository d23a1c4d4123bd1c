"""Each frame brought to mean 0 and variance 1, then scaled and shifted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, Norm, State, Vector
from graphnet.plugin import NoOptions

EPS = 1e-5


@final
class LayerNorm(nn.Module):
    """Over the last axis, with the population variance and `EPS` added to it."""

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(sizes["H"]))
        self.bias = nn.Parameter(torch.zeros(sizes["H"]))

    def forward(self, main: Tensor) -> Tensor:
        return functional.layer_norm(main, self.weight.shape, self.weight, self.bias, EPS)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return code.normalise(main, Norm(weight=self.weight, bias=self.bias, epsilon=EPS))
