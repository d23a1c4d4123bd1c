"""What a network promises, measured: a step equals the whole sequence, and nothing sees ahead.

Probe in float64 (`network.double().eval()`): a promise that holds shows gaps of about 1e-13, one
that is broken shows gaps of the size of the values. B batch, L items.
"""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.build.network import Network
from graphnet.build.protocols import Values
from graphnet.runtime.data_stages import data_stages, items_drawn


@torch.no_grad()
def step_gap(network: Network, values: Tensor) -> float:
    """The largest difference in nats between stepping through `values` and seeing them whole.

    `values` (B, L, ...) are the source's main port. The plan must have a schedule and an
    objective that gives nats for each item it predicts.
    """
    whole = network({"main": values})["objective"]
    objective = network.module("objective")
    state = network.initial_state(values.shape[0])
    items = _as_predicted(network, values)
    item = torch.full_like(items[:, 0], network.plan.source.start or 0)
    gap = 0.0
    for index in range(items.shape[1]):
        prediction, state = network.step(item, state)
        item = items[:, index]
        nats = objective(main=_one_item(prediction), target=item[:, None])[:, 0]
        gap = max(gap, float((nats - whole[:, index]).abs().max()))
    return gap


def _as_predicted(network: Network, values: Tensor) -> Tensor:
    """Values of the source behind the stages that stand between it and what is predicted."""
    for stage in data_stages(network.plan):
        values = network.module(stage.path)(main=values)
    return values


def _one_item(prediction: Values) -> Values:
    """A prediction without its time axis as a sequence of one item."""
    if isinstance(prediction, Tensor):
        return prediction[:, None]
    return {field: values[:, None] for field, values in prediction.items()}


@torch.no_grad()
def future_gap(network: Network, values: Tensor, changed: Tensor, at: int) -> float:
    """The largest change in nats before item `at` when the items from `at` on are others.

    `values` and `changed` (B, L, ...) are both legal for the source's main port.
    """
    other = torch.cat([values[:, :at], changed[:, at:]], dim=1)
    known = items_drawn(network.plan, at)
    before, after = (network({"main": v})["objective"][:, :known] for v in (values, other))
    return float((before - after).abs().max())
