"""What a network promises, measured: a step equals the whole sequence, and nothing sees ahead.

Probe in float64 (`network.double().eval()`): a promise that holds shows gaps of about 1e-13, one
that is broken shows gaps of the size of the values. B batch, L items.
"""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.build.network import Network


@torch.no_grad()
def step_gap(network: Network, values: Tensor) -> float:
    """The largest difference in nats between stepping through `values` and seeing them whole.

    `values` (B, L, ...) are the source's main port. The plan must have a schedule and an
    objective whose nats are (B, L).
    """
    whole = network({"main": values})["objective"]
    objective = network.module("objective")
    state = network.initial_state(values.shape[0])
    item = torch.full_like(values[:, 0], network.plan.source.start or 0)
    gap = 0.0
    for index in range(values.shape[1]):
        prediction, state = network.step(item, state)
        item = values[:, index]
        nats = objective(main=prediction[:, None], target=item[:, None])[:, 0]
        gap = max(gap, float((nats - whole[:, index]).abs().max()))
    return gap


@torch.no_grad()
def future_gap(network: Network, values: Tensor, changed: Tensor, at: int) -> float:
    """The largest change in nats before item `at` when the items from `at` on are others.

    `values` and `changed` (B, L, ...) are both legal for the source's main port.
    """
    other = torch.cat([values[:, :at], changed[:, at:]], dim=1)
    before, after = (network({"main": v})["objective"][:, :at] for v in (values, other))
    return float((before - after).abs().max())
