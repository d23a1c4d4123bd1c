"""A stage fires: once on the items it takes, or many times at once on a stretch of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from graphnet.build.actors import Actor, Items, time_of
from graphnet.build.call import call_stage
from graphnet.build.protocols import ChunkingModule, State, Values

States = dict[str, State]
Given = Values | Mapping[str, Values]


def fire(actor: Actor, taken: Mapping[str, Items], states: States) -> dict[str, Items]:
    """The items a stage gives, by port, for those it takes; its states go on in `states`."""
    inputs = {port: actor.block(taken[port], axis) for port, axis in actor.ports}
    names = iter(actor.state_names)

    def forward(**ports: Values) -> Given:
        if actor.stepping is None:
            return actor.module(**ports)  # type: ignore[no-any-return]  # nn.Module gives Any
        name = next(names)
        given, states[name] = actor.stepping.step(**ports, state=states[name])
        return given

    return actor.items(call_stage(actor.stage, forward, inputs))


def fire_often(
    actor: Actor, taken: Mapping[str, Tensor], count: int, states: States
) -> dict[str, Tensor]:
    """The same `count` times over, at once where its module can: ports keep their time axis."""
    if actor.stepping is not None and not isinstance(actor.module, ChunkingModule):
        return _one_by_one(actor, taken, count, states)
    names = iter(actor.state_names)

    def forward(**ports: Values) -> Given:
        if not isinstance(actor.module, ChunkingModule) or actor.stepping is None:
            return actor.module(**ports)  # type: ignore[no-any-return]  # nn.Module gives Any
        name = next(names)
        given, states[name] = actor.module.chunk(**ports, state=states[name])
        return given

    return call_stage(actor.stage, forward, taken)


def _one_by_one(
    actor: Actor, taken: Mapping[str, Tensor], count: int, states: States
) -> dict[str, Tensor]:
    items = {port: taken[port].unbind(axis) for port, axis in actor.ports}
    turns = [fire(actor, part, states) for part in _turns(items, actor.takes, count)]
    return {
        port: torch.stack([i for turn in turns for i in turn[port]], dim=time_of(planned))
        for port, planned in actor.stage.gives.items()
        if all(port in turn for turn in turns)
    }


def _turns(items: Mapping[str, Items], takes: int, count: int) -> Iterator[dict[str, Items]]:
    for turn in range(count):
        span = slice(turn * takes, (turn + 1) * takes)
        yield {port: each[span] for port, each in items.items()}
