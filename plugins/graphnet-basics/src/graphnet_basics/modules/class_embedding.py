"""One learned vector for the class of an example, added to all its features."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet_basics.declarations.start import StartOptions


@final
class ClassEmbedding(nn.Module):
    """`features[t] + weight[label]`."""

    def __init__(self, options: StartOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(sizes["n"], sizes["H"]))
        nn.init.normal_(self.weight, std=options.deviation(sizes["H"]))

    def forward(self, main: Tensor, label: Tensor) -> Tensor:
        """From `(B, L, H)` and labels `(B)` to `(B, L, H)`."""
        return main + functional.embedding(label, self.weight).unsqueeze(-2)
