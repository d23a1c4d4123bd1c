"""What a network spends on windows of data: nats and values, summed exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

import torch
from torch import Tensor

from graphnet.build.network import Network
from graphnet.build.protocols import Source
from graphnet.graph.plan import Plan, Wire
from graphnet.runtime.gauges import (
    Figure,
    Gauge,
    States,
    figures_of,
    initial_states,
    updated,
)
from graphnet.runtime.real_positions import predicts_own_count
from graphnet.runtime.windows import Window, batches_of, read_windows
from graphnet.values import frozen

OBJECTIVE = Wire("objective")


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


@frozen
class Reading:
    """What has been measured so far: the cost, and the states of metrics."""

    cost: Cost = Cost()
    states: States = ()


@frozen(kw_only=True)
class Meter:
    """What is measured, with what: a network on a device, reading from a source."""

    network: Network
    source: Source
    device: torch.device
    batch: int
    gauges: tuple[Gauge, ...] = ()

    def readings(self, windows: Sequence[Window]) -> Iterator[tuple[int, Reading]]:
        """The windows in batches: how many are done, and what all of them say."""
        done, reading = 0, Reading(Cost(), initial_states(self.gauges, self.device))
        with evaluating(self.network):
            for group in batches_of(windows, self.batch):
                done, reading = done + len(group), self._read(group, reading)
                yield done, reading

    def _read(self, group: Sequence[Window], before: Reading) -> Reading:
        with torch.inference_mode():
            batch = read_windows(self.source, group)
            on_device = {port: values.to(self.device) for port, values in batch.items()}
            values = self.network.values(on_device, self._read_wires())
            states = updated(self.gauges, before.states, values, group)
        cost = masked_cost(values[OBJECTIVE], group, self.network.plan)
        return Reading(before.cost + cost, states)

    def _read_wires(self) -> Iterator[Wire]:
        """What figures are read from: the objective, and what metrics take."""
        yield OBJECTIVE
        yield from (wire for gauge in self.gauges for wire in gauge.stage.inputs.values())

    def figures(self, reading: Reading) -> tuple[Figure, ...]:
        """What the metrics say."""
        states = reading.states or initial_states(self.gauges, self.device)
        return figures_of(self.gauges, states)


def measure(
    meter: Meter, windows: Sequence[Window], stopped: Callable[[], bool] = lambda: False
) -> Reading | None:
    """What all windows together say, or None where it was stopped before the end."""
    reading = Reading()
    for _, so_far in meter.readings(windows):
        reading = so_far
        if stopped():
            return None
    return reading


def masked_cost(nats: Tensor, group: Sequence[Window], plan: Plan) -> Cost:
    """Nats of a padded batch, summed over what is no padding, in float64.

    Where the objective has more or fewer positions than the source has items, each window keeps
    its share of them; where a few were picked, as many as it has items.
    """
    objective = plan.objective
    axis = None if objective is None else objective.gives["main"].time_axis
    if axis is None:
        return Cost(float(nats.double().sum()), nats.numel())
    per_position = nats.double().movedim(axis, 1) if axis != 1 else nats.double()
    total, has_own = Cost(), predicts_own_count(plan)
    for row, window in zip(per_position, group, strict=True):
        share = math.ceil(Fraction(window.length * len(row), window.padded))
        kept = row[: window.length if has_own else share]
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
