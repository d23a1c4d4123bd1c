"""Order 0: each value by itself, by smoothed counts of the training values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet_basics.baselines.concentration import choose_concentration


@final
class Order0:
    """Counts with a Dirichlet prior around the uniform distribution.

    `p(v) = (count(v) + a/n) / (total + a)`, with the concentration `a` under which each training
    value is best predicted by all the others. `a = n/2` would be the Krichevsky-Trofimov prior.
    """

    def __init__(self, n_values: int) -> None:
        self.n_values = n_values
        self.counts = torch.zeros(n_values, dtype=torch.float64)
        self.seen = self.counts[:0]  # all but the zeros: what is left where values are many
        self.concentration = float(n_values)

    def fit(self, sequences: Sequence[Tensor]) -> None:
        """Count the values of training sequences, each `(T,)`, and choose the concentration."""
        counts = [torch.bincount(values, minlength=self.n_values) for values in sequences]
        self.counts = sum(counts, torch.zeros(self.n_values, dtype=torch.float64))
        self.seen = self.counts[self.counts > 0]
        self.concentration = choose_concentration(self._left_out)

    @property
    def probabilities(self) -> Tensor:
        """The probability of every value, `(n_values,)`, in float64."""
        prior = self.concentration / self.n_values
        return (self.counts + prior) / (self.counts.sum() + self.concentration)

    @property
    def left_out_probabilities(self) -> Tensor:
        """The probability of every value seen in training, were one occurrence of it left out."""
        prior = self.concentration / self.n_values
        total = _one_less(self.counts.sum()) + self.concentration
        return (_one_less(self.counts) + prior) / total

    def nats(self, values: Tensor, _example: Example) -> float:
        """Total nats of a sequence of values `(T,)`."""
        return -float(self.probabilities.log()[values].sum())

    def _left_out(self, concentration: float) -> float:
        hit = _one_less(self.seen) + concentration / self.n_values
        total = _one_less(self.seen.sum()) + concentration
        return float((self.seen * (hit / total).log()).sum())


def _one_less(count: Tensor) -> Tensor:
    """A count with one occurrence left out, where there is one."""
    return (count - 1).clamp(min=0)
