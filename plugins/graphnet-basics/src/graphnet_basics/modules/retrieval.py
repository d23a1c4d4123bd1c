"""Two vectors as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet_basics.declarations.retrieval import RetrievalOptions


@final
class Retrieval(nn.Module):
    """`[x, y, x - y, x y]`, or `[x, y]`."""

    def __init__(self, options: RetrievalOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.compare = options.compare

    def forward(self, main: Tensor, other: Tensor) -> Tensor:
        """From `(B, H)` twice to `(B, 4*H)` or `(B, 2*H)`."""
        both = (main, other)
        parts = (*both, main - other, main * other) if self.compare == "nli" else both
        return torch.cat(parts, dim=-1)
