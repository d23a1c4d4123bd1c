"""How far predicted numbers lie from the right ones, summed in float64."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import State
from graphnet_basics.declarations.regression_error import RegressionErrorOptions


@final
class RegressionError:
    """The state is two sums: squares or distances, and numbers."""

    more_is_better = False

    def __init__(self, options: RegressionErrorOptions, _sizes: Mapping[str, int]) -> None:
        self.measure = options.measure
        self.is_label = options.predict == "label"

    def initial_state(self) -> State:
        """Nothing measured yet."""
        return (torch.zeros((), dtype=torch.float64), torch.zeros((), dtype=torch.int64))

    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        """One batch more: predictions `(..., C)` and targets, or labels `(...)`."""
        right = target.unsqueeze(-1) if self.is_label else target
        error = right.double() - main.double()
        spent = error.abs() if self.measure == "mae" else error.square()
        return (state[0] + spent.sum(), state[1] + error.numel())

    def value(self, state: State) -> float:
        """The mean over all numbers, or its root; no number where nothing was measured."""
        count = int(state[1])
        if not count:
            return math.nan
        mean = float(state[0]) / count
        return math.sqrt(mean) if self.measure == "rmse" else mean
