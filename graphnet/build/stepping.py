"""A network one item at a time: the plan's schedule played over queues of items.

Axis letters: B batch. Items on a queue lack the time axis; a stage that takes a block of items
gets them stacked along it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from attrs import frozen
from torch import Tensor, nn

from graphnet.build.protocols import State, SteppingModule
from graphnet.graph.delay import DelayOptions
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage, Schedule, Wire

Edge = tuple[str, str]  # the stage that takes, and its port
Queues = dict[Edge, tuple[Tensor, ...]]


@frozen
class NetworkState:
    """Where a network stands between two items: its place in the superstep, states and queues."""

    tick: int
    states: Mapping[str, State]
    queues: Mapping[Edge, tuple[Tensor, ...]]


@frozen
class _Feed:
    """An edge of the running graph, delays folded in: they lie on the queue from the start."""

    edge: Edge
    delays: tuple[PlannedStage, ...]


@frozen
class _Actor:
    """One stage as it fires: what it takes and gives, and along which axes.

    `stepping` is the module where it steps, None where `forward` on one block will do.
    """

    path: str
    module: nn.Module
    stepping: SteppingModule | None
    takes: int
    gives: int
    ports: tuple[tuple[str, int], ...]
    time: int

    def block(self, items: tuple[Tensor, ...], axis: int) -> Tensor:
        """What the module is handed: one item for `step`, else items along a time axis."""
        if self.stepping is not None and self.takes == 1:
            return items[0]
        return torch.stack(items, dim=axis)

    def items(self, given: Tensor) -> tuple[Tensor, ...]:
        """What the module handed back, item by item."""
        if self.stepping is not None and self.gives == 1:
            return (given,)
        return given.unbind(self.time)


@final
class Stepper:
    """What stepping needs of a plan, worked out once."""

    def __init__(
        self, plan: Plan, schedule: Schedule, prediction: Wire, modules: Mapping[str, nn.Module]
    ) -> None:
        self.ticks = schedule.ticks
        self.prediction = prediction.stage
        stages = {path: plan.by_path[path] for path in sorted(set().union(*self.ticks))}
        self.actors = {path: _actor(stage, modules[path]) for path, stage in stages.items()}
        self.feeds = _feeds(plan, stages)
        self.base = next(wire for wire in self.feeds if wire not in stages)

    def initial_state(self, batch: int, like: Tensor) -> NetworkState:
        """Everything at its start; `like` gives the device and the floating dtype."""
        queues: Queues = {}
        for feed in (feed for feeds in self.feeds.values() for feed in feeds):
            items = (_start_items(delay, batch, like) for delay in feed.delays)
            queues[feed.edge] = tuple(item for several in items for item in several)
        states = {
            path: actor.stepping.initial_state(batch)
            for path, actor in self.actors.items()
            if actor.stepping is not None
        }
        return NetworkState(0, states, queues)

    def step(self, values: Tensor, state: NetworkState) -> tuple[Tensor, NetworkState]:
        """Feed one item `(B, ...)` of the shifted sequence; gives the next one's prediction."""
        queues, states = dict(state.queues), dict(state.states)
        self._push(queues, self.base, (values,))
        prediction = values
        for path in self.ticks[state.tick]:
            items = _fire(self.actors[path], queues, states)
            self._push(queues, path, items)
            if path == self.prediction:
                prediction = items[-1]
        return prediction, NetworkState((state.tick + 1) % len(self.ticks), states, queues)

    def _push(self, queues: Queues, path: str, items: tuple[Tensor, ...]) -> None:
        for feed in self.feeds.get(path, ()):
            queues[feed.edge] = queues[feed.edge] + items


def _fire(actor: _Actor, queues: Queues, states: dict[str, State]) -> tuple[Tensor, ...]:
    """Take what the stage takes, compute, and hand back the items it gives."""
    inputs: dict[str, Tensor] = {}
    for port, axis in actor.ports:
        waiting = queues[actor.path, port]
        queues[actor.path, port] = waiting[actor.takes :]
        inputs[port] = actor.block(waiting[: actor.takes], axis)
    if actor.stepping is None:
        return actor.items(actor.module(**inputs))
    given, states[actor.path] = actor.stepping.step(**inputs, state=states[actor.path])
    return actor.items(given)


def _actor(stage: PlannedStage, module: nn.Module) -> _Actor:
    stepping = None
    if stage.timing.steps:
        if not isinstance(module, SteppingModule):
            raise TypeError(f"{type(module).__name__} declares `step` and has no such method")
        stepping = module
    return _Actor(
        path=stage.path,
        module=module,
        stepping=stepping,
        takes=stage.timing.ratio.denominator,
        gives=stage.timing.ratio.numerator,
        ports=tuple((port, _time(stage.takes[port])) for port in stage.inputs),
        time=_time(stage.gives["main"]),
    )


def _feeds(plan: Plan, stages: Mapping[str, PlannedStage]) -> dict[str, tuple[_Feed, ...]]:
    """Who feeds whom while stepping, by giver; a delay is passed through to what feeds it."""
    feeds: dict[str, tuple[_Feed, ...]] = {}
    for path, stage in stages.items():
        for port, wire in stage.inputs.items():
            giver, delays = _through_delays(plan, wire)
            feeds[giver] = (*feeds.get(giver, ()), _Feed((path, port), delays))
    return feeds


def _through_delays(plan: Plan, wire: Wire) -> tuple[str, tuple[PlannedStage, ...]]:
    """The stage behind any delays. The plan's own shift is the base: callers feed it."""
    delays: list[PlannedStage] = []
    stage = plan.by_path[wire.stage]
    while stage.timing.delay and stage.path != "delay":
        delays.insert(0, stage)
        stage = plan.by_path[stage.inputs["main"].stage]
    return stage.path, tuple(reversed(delays))


def _start_items(delay: PlannedStage, batch: int, like: Tensor) -> tuple[Tensor, ...]:
    """The items that lie on a queue because of a delay."""
    port = delay.gives["main"]
    time = _time(port)
    rest = (axis.size.as_int for i, axis in enumerate(port.axes) if i not in (0, time))
    dtype = like.dtype if port.dtype.startswith("float") else getattr(torch, port.dtype)
    shape = (batch, *(size or 1 for size in rest))
    if not isinstance(delay.options, DelayOptions):
        raise TypeError(f"`{delay.path}` delays and is not the core's own delay")
    item = torch.full(shape, delay.options.start, dtype=dtype, device=like.device)
    return (item,) * delay.timing.delay


def _time(port: PlannedPort) -> int:
    return 1 if port.time_axis is None else port.time_axis
