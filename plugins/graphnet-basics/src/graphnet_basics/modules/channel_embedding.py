"""One learned vector for each value, from a table for each channel."""

# C channels   n values   H width of one vector

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet_basics.declarations.channel_embedding import ChannelEmbeddingOptions


@final
class ChannelEmbedding(nn.Module):
    """The sum over channels c of `weight[c, value[c]]`, or these side by side."""

    def __init__(self, options: ChannelEmbeddingOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.is_summed = options.join == "sum"
        width = sizes["H"] if self.is_summed else sizes["d"]
        self.weight = nn.Parameter(torch.empty(sizes["C"], sizes["n"], width))
        nn.init.normal_(self.weight, std=options.deviation(width))

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., C)` to `(..., H)` or `(..., C*d)`."""
        C, n, _ = self.weight.shape
        rows = main + n * torch.arange(C, device=main.device)
        found = functional.embedding(rows, self.weight.flatten(0, 1))
        return found.sum(dim=-2) if self.is_summed else found.flatten(-2)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector:
        """One item as operations: a row of each channel's table."""
        rows = [code.gather(table, main.part(c, 1)) for c, table in enumerate(self.weight)]
        if not self.is_summed:
            return code.joined(rows)
        found = rows[0]
        for row in rows[1:]:
            found = code.add(found, row)
        return found
