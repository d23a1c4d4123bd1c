"""A score for each class."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet.plugin import NoOptions


@final
class Categorical(nn.Module):
    """`weight @ features + bias`, started as torch starts `Linear`."""

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        features, classes = sizes["H"], sizes["C"]
        self.weight = nn.Parameter(torch.empty(classes, features))
        self.bias = nn.Parameter(torch.empty(classes))
        bound = 1.0 / math.sqrt(features)
        nn.init.uniform_(self.weight, -bound, bound)
        nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., H)` to `(..., C)`.

        The bias is added afterwards: torch lays it out for every position before the product,
        which takes longer than the product itself where there are 65,536 classes.
        """
        scores = functional.linear(main, self.weight)
        return scores.add_(self.bias)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return code.affine(self, main)
