"""What a network promises, measured: a step equals the whole sequence, and nothing sees ahead.

Probe in float64 (`network.double().eval()`): a promise that holds shows gaps of about 1e-13, one
that is broken shows gaps of the size of the values. B batch, L items.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

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
    return chunk_gap(network, values, (1,))


@torch.no_grad()
def chunk_gap(network: Network, values: Tensor, lengths: Sequence[int]) -> float:
    """The same where `values` go in by chunks of these lengths, in turns; 1 is one step."""
    whole = network({"main": values})["objective"]
    objective = network.module("objective")
    items = _as_predicted(network, values)
    first = torch.full_like(items[:, :1], network.plan.source.start or 0)
    fed = torch.cat([first, items[:, :-1]], dim=1)
    state = network.initial_state(values.shape[0])
    gap, begin, turns = 0.0, 0, cycle(lengths)
    while begin < items.shape[1]:
        end = min(begin + next(turns), items.shape[1])
        if end == begin + 1:
            prediction, state = network.step(fed[:, begin], state)
            prediction = _one_item(prediction)
        else:
            prediction, state = network.chunk(fed[:, begin:end], state)
        nats = objective(main=prediction, target=items[:, begin:end])
        gap = max(gap, float((nats - whole[:, begin:end]).abs().max()))
        begin = end
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
