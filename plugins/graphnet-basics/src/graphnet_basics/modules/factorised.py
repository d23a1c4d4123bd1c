"""The coarse half's scores and the fine half's features, from one linear map."""

# Q values of each half   D fine features; the rows of the weight are coarse, then fine

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
class Factorised(nn.Module):
    """`weight @ features + bias`, cut into the two fields; started as torch starts `Linear`."""

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        H, Q, D = sizes["H"], sizes["Q"], sizes["d_fine"]
        self.cuts = (Q, D)
        self.weight = nn.Parameter(torch.empty(Q + D, H))
        self.bias = nn.Parameter(torch.empty(Q + D))
        bound = 1.0 / math.sqrt(H)
        nn.init.uniform_(self.weight, -bound, bound)
        nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, main: Tensor) -> Mapping[str, Tensor]:
        """From `(..., H)` to coarse scores `(..., Q)` and fine features `(..., D)`."""
        both = functional.linear(main, self.weight, self.bias)
        coarse, fine = torch.split(both, list(self.cuts), dim=-1)
        return {"coarse": coarse, "fine": fine}

    def lower(self, code: Code, _state: State, main: Vector) -> Mapping[str, Vector]:
        """One item as operations."""
        both, (Q, D) = code.affine(self, main), self.cuts
        return {"coarse": both.part(0, Q), "fine": both.part(Q, D)}
