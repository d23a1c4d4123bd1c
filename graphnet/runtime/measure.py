"""What a network spends on windows of data: nats and values, summed exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

import torch
from attrs import frozen
from torch import Tensor

from graphnet.build.network import Network
from graphnet.build.protocols import Source
from graphnet.graph.plan import Plan
from graphnet.runtime.windows import Window, batches_of, read_windows


@frozen
class Cost:
    """Nats spent on so many values."""

    nats: float = 0.0
    values: int = 0

    @property
    def bits(self) -> float:
        """Bits per value."""
        return self.nats / math.log(2) / self.values if self.values else math.nan

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.nats + other.nats, self.values + other.values)


@frozen(kw_only=True)
class Meter:
    """What is measured, with what: a network on a device, reading from a source."""

    network: Network
    source: Source
    device: torch.device
    batch: int

    def costs(self, windows: Sequence[Window]) -> Iterator[tuple[int, Cost]]:
        """The windows in batches: how many windows, and what they cost."""
        with evaluating(self.network):
            for group in batches_of(windows, self.batch):
                yield len(group), self._cost(group)

    def _cost(self, group: Sequence[Window]) -> Cost:
        with torch.inference_mode():
            main = read_windows(self.source, group).to(self.device)
            nats = self.network({"main": main})["objective"]
        return masked_cost(nats, group, self.network.plan)


def measure(
    meter: Meter, windows: Sequence[Window], stopped: Callable[[], bool] = lambda: False
) -> Cost | None:
    """The cost of all windows together, or None where it was stopped before the end."""
    total = Cost()
    for _, cost in meter.costs(windows):
        total = total + cost
        if stopped():
            return None
    return total


def masked_cost(nats: Tensor, group: Sequence[Window], plan: Plan) -> Cost:
    """Nats of a padded batch, summed over what is no padding, in float64.

    Where the objective has more or fewer positions than the source has items, each window keeps
    its share of them.
    """
    objective = plan.objective
    axis = None if objective is None else objective.gives["main"].time_axis
    if axis is None:
        return Cost(float(nats.double().sum()), nats.numel())
    per_position = nats.double().movedim(axis, 1) if axis != 1 else nats.double()
    total = Cost()
    for row, window in zip(per_position, group, strict=True):
        kept = row[: math.ceil(Fraction(window.length * len(row), window.padded))]
        total = total + Cost(float(kept.sum()), kept.numel())
    return total


@contextmanager
def evaluating(network: Network) -> Iterator[None]:
    """The network in evaluation mode, and back to what it was."""
    was_training = network.training
    network.eval()
    try:
        yield
    finally:
        network.train(was_training)
