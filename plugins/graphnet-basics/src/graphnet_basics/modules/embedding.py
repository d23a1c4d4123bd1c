"""One learned vector for each value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet_basics.declarations.embedding import EmbeddingOptions


@final
class Embedding(nn.Module):
    """`weight[value]` for every value of a channel axis of size 1; times sqrt(H) if scaled."""

    def __init__(self, options: EmbeddingOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(sizes["n"], sizes["H"]))
        self.scale = math.sqrt(sizes["H"]) if options.scaled else 1.0
        nn.init.normal_(self.weight, std=options.deviation(sizes["H"]))

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., 1)` to `(..., H)`."""
        found = functional.embedding(main.squeeze(-1), self.weight)
        return found if self.scale == 1.0 else found * self.scale

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations."""
        return code.gather(self.weight if self.scale == 1.0 else self.weight * self.scale, main)
