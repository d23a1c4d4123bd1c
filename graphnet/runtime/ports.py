"""What a source gives for one stretch of a file: its ports by name, padded and put in batches."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from graphnet.build.protocols import Values
from graphnet.graph.plan import Plan
from graphnet.runtime.real_positions import predicts_own_count

Ports = Mapping[str, Tensor]
MAIN = "main"
LENGTHS = "lengths"
LABEL = "label"


def ports_of(given: Values) -> Ports:
    """What a source read, by port: a tensor alone is its `main`."""
    return {MAIN: given} if isinstance(given, Tensor) else given


def padded(ports: Ports, items: int) -> Ports:
    """`main` brought to `items` items by repeating its last; other ports hold for the whole."""
    main = ports[MAIN]
    missing = items - len(main)
    if not missing:
        return ports
    filled = torch.cat([main, main[-1:].expand(missing, *main.shape[1:])])
    return {**ports, MAIN: filled}


def stacked(examples: Sequence[Ports]) -> dict[str, Tensor]:
    """Examples of equal length as one batch; a single one is not copied."""
    if len(examples) == 1:
        return {port: value.unsqueeze(0) for port, value in examples[0].items()}
    return {port: torch.stack([each[port] for each in examples]) for port in examples[0]}


def mean_of_real(nats: Tensor, batch: Ports, plan: Plan) -> Tensor:
    """The mean of an objective's nats over all positions but padding, as `lengths` tells it.

    Where the objective has more or fewer positions than the source has items, each example keeps
    its share of them; where a few were picked, as many as it has items.
    """
    lengths, objective = batch.get(LENGTHS), plan.objective
    axis = None if objective is None else objective.gives[MAIN].time_axis
    if lengths is None or axis is None:
        return nats.mean()
    items = batch[MAIN].shape[plan.source.gives[MAIN].time_axis or 1]
    by_position = nats.movedim(axis, 1).flatten(2) if nats.dim() > 2 else nats[..., None]
    positions = by_position.shape[1]
    shares = -(-lengths * positions // items)  # rounded up
    if predicts_own_count(plan):
        shares = lengths.clamp(max=positions)
    is_real = torch.arange(positions, device=nats.device) < shares[:, None]
    total = by_position.masked_fill(~is_real[..., None], 0).sum()
    return total / (is_real.sum() * math.prod(by_position.shape[2:]))
