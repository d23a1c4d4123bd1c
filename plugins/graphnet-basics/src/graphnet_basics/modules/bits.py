"""Bits per value or per byte: what a model spends, summed in float64."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from graphnet.build.protocols import State
from graphnet_basics.declarations.bits import BitsOptions


@final
class Bits:
    """The state is two sums: nats, and values."""

    more_is_better = False

    def __init__(self, options: BitsOptions, sizes: Mapping[str, int]) -> None:
        self.of = options.of
        self.bytes = (sizes["n"] - 1).bit_length() / 8 if options.per == "byte" else 1.0

    def initial_state(self) -> State:
        """Nothing measured yet."""
        return (torch.zeros((), dtype=torch.float64), torch.zeros((), dtype=torch.int64))

    def update(self, state: State, main: Tensor, target: Tensor | None = None) -> State:
        """One batch more, of scores `(..., C)` with targets, or of nats."""
        nats = main if self.of == "nats" or target is None else _nats(main, target)
        return (state[0] + nats.double().sum(), state[1] + nats.numel())

    def value(self, state: State) -> float:
        """Bits per value, or per byte of values; no number where nothing was measured."""
        values = int(state[1])
        return float(state[0]) / math.log(2) / (values * self.bytes) if values else math.nan


def _nats(scores: Tensor, target: Tensor) -> Tensor:
    wide = scores.flatten(0, -2)
    wide = wide.to(torch.promote_types(wide.dtype, torch.float32))
    return cross_entropy(wide, target.flatten(), reduction="none")
