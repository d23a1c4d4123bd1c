"""Order 1: each value given the one before, by smoothed counts of the training pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet_basics.baselines.concentration import choose_concentration
from graphnet_basics.baselines.order_0 import Order0


@final
class Order1:
    """Counts of pairs with a Dirichlet prior around order 0.

    `p(v | u) = (count(u, v) + a * p0(v)) / (count(u) + a)`, with the concentration `a` under which
    each training pair is best predicted by all the others. The first value of a sequence is coded
    by order 0. Only pairs that occur are stored, so 65,536 values cost what the training has.
    """

    def __init__(self, n_values: int) -> None:
        self.n_values = n_values
        self.order_0 = Order0(n_values)
        self.pairs = torch.zeros(0, dtype=torch.int64)
        self.pair_counts = torch.zeros(0, dtype=torch.float64)
        self.context_counts = torch.zeros(n_values, dtype=torch.float64)
        self.concentration = float(n_values)

    def fit(self, sequences: Sequence[Tensor]) -> None:
        """Count the pairs of training sequences, each `(T,)`, and choose the concentration."""
        self.order_0.fit(sequences)
        nothing = torch.zeros(0, dtype=torch.int64)
        seen = [self._code(values[:-1], values[1:]) for values in sequences]
        self.pairs, counts = torch.unique(torch.cat([nothing, *seen]), return_counts=True)
        self.pair_counts = counts.to(torch.float64)
        contexts = self.pairs // self.n_values
        never = torch.zeros(self.n_values, dtype=torch.float64)
        self.context_counts = never.index_add(0, contexts, self.pair_counts)
        prior = self.order_0.left_out_probabilities[self.pairs % self.n_values]
        self.concentration = choose_concentration(lambda a: self._left_out(a, prior))

    def probabilities(self, before: Tensor, values: Tensor) -> Tensor:
        """The probability of each value given the one before it, in float64; any equal shapes."""
        prior = self.concentration * self.order_0.probabilities[values]
        total = self.context_counts[before] + self.concentration
        return (self._count(before, values) + prior) / total

    def nats(self, values: Tensor, example: Example) -> float:
        """Total nats of a sequence of values `(T,)`."""
        first = self.order_0.nats(values[:1], example)
        return first - float(self.probabilities(values[:-1], values[1:]).log().sum())

    def _code(self, before: Tensor, values: Tensor) -> Tensor:
        return before * self.n_values + values

    def _count(self, before: Tensor, values: Tensor) -> Tensor:
        """How often each pair occurs in training; most pairs of 65,536 values never do."""
        if not len(self.pairs):
            return torch.zeros(values.shape, dtype=torch.float64)
        code = self._code(before, values)
        place = torch.searchsorted(self.pairs, code).clamp(max=len(self.pairs) - 1)
        return torch.where(self.pairs[place] == code, self.pair_counts[place], 0.0)

    def _left_out(self, concentration: float, prior: Tensor) -> float:
        contexts = self.context_counts[self.pairs // self.n_values]
        hit = self.pair_counts - 1 + concentration * prior
        return float((self.pair_counts * (hit / (contexts - 1 + concentration)).log()).sum())
