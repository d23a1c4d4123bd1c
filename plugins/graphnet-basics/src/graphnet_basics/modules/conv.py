"""A learned window slid along time."""

# B batch   L length   C channels taken   D features given   k items in the window

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, Map, State, Vector
from graphnet_basics.declarations.conv import ConvOptions


@final
class Conv(nn.Module):
    """y[t] = bias + sum over j of weight[:, :, j] x[t + j - behind], started as torch starts it.

    Items behind the end of an example count as 0, as if the sequence ended there.
    """

    def __init__(self, options: ConvOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.channels = sizes["d_input" if options.takes == "features" else "C"]
        self.pads = (options.behind, options.ahead)
        self.weight = nn.Parameter(torch.empty(sizes["d_output"], self.channels, options.kernel))
        self.bias = nn.Parameter(torch.empty(sizes["d_output"]))
        bound = 1.0 / math.sqrt(self.channels * options.kernel)
        nn.init.uniform_(self.weight, -bound, bound)
        nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        """From `(B, L, C)` to `(B, L, D)`."""
        if lengths is not None:
            is_past = torch.arange(main.shape[1], device=main.device) >= lengths.unsqueeze(-1)
            main = main.masked_fill(is_past.unsqueeze(-1), 0)
        return self._slid(functional.pad(main, (0, 0, *self.pads)))

    def initial_state(self, batch: int) -> State:
        """The items before the first: zeros `(B, k-1, C)`."""
        return (self.weight.new_zeros(batch, self.pads[0], self.channels),)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """From `(B, C)` to `(B, D)`."""
        given, state = self.chunk(main.unsqueeze(1), state)
        return given.squeeze(1), state

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """From `(B, L, C)` to `(B, L, D)`, continuing what was seen before."""
        seen = torch.cat((state[0], main), dim=1)
        return self._slid(seen), (seen[:, main.shape[1] :],)

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        """A step as operations: the window is moved on, and mapped."""
        weight_DkC = self.weight.mT.flatten(1)
        (seen,) = state
        window = code.keep(torch.cat((torch.zeros_like(seen[:, :1]), seen), dim=1))
        code.shift(main, window)
        return code.affine(Map(weight_DkC, self.bias), window)

    def _slid(self, items: Tensor) -> Tensor:
        slid = functional.conv1d(items.transpose(1, 2), self.weight, self.bias)
        return slid.transpose(1, 2)
