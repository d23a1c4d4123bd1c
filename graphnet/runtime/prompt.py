"""What comes before the first value drawn: start value and prompt, taken in chunk by chunk."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from graphnet.build.actors import NetworkState
from graphnet.build.network import Network
from graphnet.runtime.chunk_size import items_at_a_time


def begin(
    network: Network, start: Tensor, prompt: Tensor, moved: Callable[[int], None]
) -> tuple[Tensor, NetworkState]:
    """What is fed next, and the state, after the start value `(B, ...)` and a prompt `(T, 1, ...)`.

    Both are those of stepping through the prompt: what is fed next is its last value, the start
    value where there is none. `moved` hears how many items are in.
    """
    state = network.initial_state(len(start))
    if not len(prompt):
        return start, state
    fed = torch.cat([start.unsqueeze(0), prompt[:-1].expand(-1, *start.shape)]).transpose(0, 1)
    items = items_at_a_time(network.plan, len(start))
    for begins in range(0, len(prompt), items):
        chunk = fed[:, begins : begins + items]
        _, state = network.chunk(chunk, state)
        moved(begins + chunk.shape[1])
    return prompt[-1].expand_as(start), state
