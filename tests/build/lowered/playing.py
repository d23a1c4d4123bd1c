"""A network stepped beside the program it was lowered to."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from graphnet.build import Network, NetworkState
from graphnet.build.lowered.lower import LoweredNetwork, lower_network
from graphnet.build.lowered.play import Player
from graphnet.build.protocols import Sampling, Values


def lowered(
    network: Network, item: Tensor, state: NetworkState, sampling: Sampling | None = None
) -> LoweredNetwork:
    """The program of a network that has one."""
    found = lower_network(network, item, state, sampling)
    assert isinstance(found, LoweredNetwork), found
    return found


def by_field(prediction: Values) -> Mapping[str, Tensor]:
    """A prediction as a program names it."""
    return {"": prediction} if isinstance(prediction, Tensor) else prediction


@torch.no_grad()
def played_gap(
    network: Network, items: Tensor, prompt: int = 0, dtype: torch.dtype | None = None
) -> float:
    """The largest difference between steps and their program, which begins after `prompt` items.

    `items` (B, T, ...) are fed one after the other.
    """
    state = network.initial_state(len(items))
    if prompt:
        _, state = network.chunk(items[:, :prompt], state)
    found = lowered(network, items[:, 0], state)
    player = Player(found.program, dtype or found.dtype)
    gap = 0.0
    for item in items[:, prompt:].unbind(1):
        prediction, state = network.step(item, state)
        given = player.predict(item.flatten(1))
        wanted = by_field(prediction)
        assert given.keys() == wanted.keys()
        for field, values in wanted.items():
            gap = max(gap, float((values.flatten(1) - given[field]).abs().max()))
    return gap
