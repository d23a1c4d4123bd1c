"""One learned vector for each value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet_basics.declarations.embedding import EmbeddingOptions


@final
class Embedding(nn.Module):
    """`weight[value]` for every value of a channel axis of size 1."""

    def __init__(self, options: EmbeddingOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(sizes["n"], sizes["H"]))
        nn.init.normal_(self.weight, std=options.init_std)

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., 1)` to `(..., H)`."""
        return functional.embedding(main.squeeze(-1), self.weight)
