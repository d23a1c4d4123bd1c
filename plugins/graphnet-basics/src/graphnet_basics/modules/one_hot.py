"""A 1 at the place of each value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.build.protocols import Code, NotLowered, State, Vector
from graphnet.plugin import NoOptions

LARGEST = 4096  # table that is kept for a step, in values


@final
class OneHot(nn.Module):
    """`features[v] = 1` for value v, all others 0, in the floating dtype of the network."""

    one: Tensor

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.width = sizes["H"]
        self.register_buffer("one", torch.ones(()), persistent=False)

    def forward(self, main: Tensor) -> Tensor:
        """From `(..., 1)` to `(..., H)`."""
        places = torch.arange(self.width, device=main.device)
        return (main == places).to(self.one.dtype)

    def lower(self, code: Code, _state: State, main: Vector) -> Vector | NotLowered:
        """One item as operations: a row of a table of ones."""
        if self.width > LARGEST:
            return NotLowered(f"has more than {LARGEST} values")
        return code.gather(torch.eye(self.width, dtype=self.one.dtype), main)
