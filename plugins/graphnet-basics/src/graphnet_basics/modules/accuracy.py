"""How often the right class is among those with the highest scores, counted exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import State
from graphnet_basics.declarations.accuracy import AccuracyOptions


@final
class Accuracy:
    """The state is counts: right and all, of everything, of each class, or a table of classes."""

    more_is_better = True

    def __init__(self, options: AccuracyOptions, sizes: Mapping[str, int]) -> None:
        self.options = options
        self.classes = sizes["C"]

    def initial_state(self) -> State:
        """Nothing counted yet."""
        if self.options.confusion:
            return (torch.zeros(self.classes, self.classes, dtype=torch.int64),)
        count = self.classes if self.options.average == "macro" else 1
        return (torch.zeros(count, dtype=torch.int64), torch.zeros(count, dtype=torch.int64))

    def update(self, state: State, main: Tensor, target: Tensor) -> State:
        """One batch more: scores `(..., C)` and the right classes."""
        scores, right = main.flatten(0, -2), target.flatten()
        taken = scores.topk(self.options.top_k, dim=-1).indices
        if self.options.confusion:
            once = torch.ones_like(right)
            return (state[0].index_put((right, taken[:, 0]), once, accumulate=True),)
        hits = (taken == right[:, None]).any(dim=-1)
        if self.options.average == "micro":
            return (state[0] + hits.sum(), state[1] + hits.numel())
        return (state[0] + self._count(right[hits]), state[1] + self._count(right))

    def value(self, state: State) -> float:
        """The share that is right; classes that never occurred do not count."""
        right, every = self._counts(state)
        if not bool(every.sum()):
            return math.nan
        if self.options.average == "micro":
            return float(right.sum() / every.sum().double())
        seen = every > 0
        return float((right[seen].double() / every[seen]).mean())

    def table(self, state: State) -> Tensor | None:
        """How often each class (row) was taken for each (column), where that was kept."""
        return state[0] if self.options.confusion else None

    def _counts(self, state: State) -> tuple[Tensor, Tensor]:
        if self.options.confusion:
            return state[0].diagonal(), state[0].sum(dim=1)
        return state[0], state[1]

    def _count(self, classes: Tensor) -> Tensor:
        return torch.bincount(classes, minlength=self.classes)
