"""Waves of many lengths that tell the place in the sequence (Vaswani et al. 2017, section 3.5)."""

# t place   i feature   H features
#
#   wave[t, 2i] = sin(t / 10000^(2i/H))     wave[t, 2i+1] = cos(t / 10000^(2i/H))

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.build.protocols import State
from graphnet.plugin import NoOptions

LONGEST = 10_000.0


@final
class Sinusoid(nn.Module):
    """`features[t] + wave[t]`. Angles are worked out in float64: late places need the digits."""

    origin: Tensor

    def __init__(self, _options: NoOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.width = sizes["H"]
        self.register_buffer("origin", torch.zeros((), dtype=torch.int64), persistent=False)

    def forward(self, main: Tensor) -> Tensor:
        """From `(B, L, H)` to `(B, L, H)`."""
        return main + self._waves(torch.arange(main.shape[1], device=main.device)).to(main.dtype)

    def initial_state(self, _batch: int) -> State:
        """The place of the next item."""
        return (self.origin.clone(),)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """From `(B, H)` to `(B, H)`."""
        return main + self._waves(state[0][None])[0].to(main.dtype), (state[0] + 1,)

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """From `(B, L, H)` to `(B, L, H)`, from the next place on."""
        places = state[0] + torch.arange(main.shape[1], device=main.device)
        return main + self._waves(places).to(main.dtype), (state[0] + main.shape[1],)

    def _waves(self, places: Tensor) -> Tensor:
        """The waves `(T, H)` at places `(T)`."""
        features = torch.arange(self.width, device=places.device)
        even = features - features % 2
        angles = places.double().unsqueeze(-1) * LONGEST ** (-even.double() / self.width)
        return torch.where(features % 2 == 0, angles.sin(), angles.cos())
