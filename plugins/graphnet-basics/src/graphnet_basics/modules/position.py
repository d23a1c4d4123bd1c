"""A learned vector for each place in the sequence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.build.protocols import State
from graphnet_basics.declarations.position import PositionOptions


@final
class Position(nn.Module):
    """`features[t] + weight[t]`."""

    def __init__(self, options: PositionOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(options.rows, sizes["H"]))
        nn.init.normal_(self.weight, std=options.init_std)

    def forward(self, main: Tensor) -> Tensor:
        """From `(B, L, H)` to `(B, L, H)`."""
        return main + self.weight[: main.shape[1]]

    def initial_state(self, _batch: int) -> State:
        """The place of the next item."""
        return (torch.zeros((), dtype=torch.int64, device=self.weight.device),)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """From `(B, H)` to `(B, H)`; IndexError after the last row."""
        (place,) = state
        return main + self.weight[place], (place + 1,)

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """From `(B, L, H)` to `(B, L, H)`, from the next place on."""
        places = state[0] + torch.arange(main.shape[1], device=main.device)
        return main + self.weight[places], (state[0] + main.shape[1],)
