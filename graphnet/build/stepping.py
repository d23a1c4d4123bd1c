"""A network one item at a time: the plan's schedule played over queues of items.

Axis letters: B batch. Items on a queue lack the time axis; a stage that takes a block of items
gets them stacked along it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.build.call import call_stage
from graphnet.build.protocols import State, SteppingModule, Values
from graphnet.graph.delay import DelayOptions
from graphnet.graph.flat import SHIFT
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage, Schedule, Wire
from graphnet.graph.records import MAIN, members, split
from graphnet.values import frozen

Edge = tuple[str, str]  # the stage that takes, and its port
Items = tuple[Tensor, ...]
Delayed = tuple[PlannedStage, str]  # a delay on the way, and the port it delays
Queues = dict[Edge, Items]


@frozen
class NetworkState:
    """Where a network stands between two items: its place in the superstep, states and queues."""

    tick: int
    states: Mapping[str, State]
    queues: Mapping[Edge, tuple[Tensor, ...]]


@frozen
class _Feed:
    """An edge of the running graph, delays folded in: they lie on the queue from the start.

    `port` is the giver's.
    """

    edge: Edge
    port: str
    delays: tuple[Delayed, ...]


@frozen
class _Actor:
    """One stage as it fires: what it takes and gives, and along which axes.

    `stepping` is the module where it steps, None where `forward` on one block will do.
    """

    stage: PlannedStage
    module: nn.Module
    stepping: SteppingModule | None
    takes: int
    gives: int
    ports: tuple[tuple[str, int], ...]

    @property
    def state_names(self) -> tuple[str, ...]:
        """The names its states go by: one, or one for each field it is applied to."""
        path = self.stage.path
        fields = (split(port)[1] for port in self.stage.gives)
        return tuple(f"{path}.{field}" for field in fields) if self.stage.mapped else (path,)

    def block(self, items: tuple[Tensor, ...], axis: int) -> Tensor:
        """What the module is handed: one item for `step`, else items along a time axis."""
        if self.stepping is not None and self.takes == 1:
            return items[0]
        return torch.stack(items, dim=axis)

    def items(self, given: Mapping[str, Tensor]) -> dict[str, Items]:
        """What the module handed back, item by item for each port."""
        if self.stepping is not None and self.gives == 1:
            return {port: (tensor,) for port, tensor in given.items()}
        times = {port: _time(self.stage.gives[port]) for port in given}
        return {port: tensor.unbind(times[port]) for port, tensor in given.items()}


@final
class Stepper:
    """What stepping needs of a plan, worked out once."""

    def __init__(
        self, plan: Plan, schedule: Schedule, prediction: Wire, modules: Mapping[str, nn.Module]
    ) -> None:
        self.ticks = schedule.ticks
        self.prediction = prediction
        stages = {path: plan.by_path[path] for path in sorted(set().union(*self.ticks))}
        self.feeds = _feeds(plan, stages)
        fed = {feed.edge for feeds in self.feeds.values() for feed in feeds}
        self.actors = {path: _actor(stage, modules[path], fed) for path, stage in stages.items()}

    def initial_state(self, batch: int, like: Tensor) -> NetworkState:
        """Everything at its start; `like` gives the device and the floating dtype."""
        queues: Queues = {}
        for feed in (feed for feeds in self.feeds.values() for feed in feeds):
            items = (_start_items(*delayed, batch, like) for delayed in feed.delays)
            queues[feed.edge] = tuple(item for several in items for item in several)
        states = {
            name: actor.stepping.initial_state(batch)
            for actor in self.actors.values()
            if actor.stepping is not None
            for name in actor.state_names
        }
        return NetworkState(0, states, queues)

    def step(self, values: Tensor, state: NetworkState) -> tuple[Values, NetworkState]:
        """Feed one item `(B, ...)` of the shifted sequence; gives the next one's prediction."""
        queues, states = dict(state.queues), dict(state.states)
        self._push(queues, SHIFT, {MAIN: (values,)})
        prediction: Values = values
        for path in self.ticks[state.tick]:
            items = _fire(self.actors[path], queues, states)
            self._push(queues, path, items)
            if path == self.prediction.stage:
                prediction = self._last(items)
        return prediction, NetworkState((state.tick + 1) % len(self.ticks), states, queues)

    def _last(self, items: Mapping[str, Items]) -> Values:
        """The last item that the prediction's stage gave, on the port that is the prediction."""
        port = self.prediction.port
        if port in items:
            return items[port][-1]
        return {split(name)[1]: items[name][-1] for name in members(tuple(items), port)}

    def _push(self, queues: Queues, path: str, items: Mapping[str, Items]) -> None:
        for feed in self.feeds.get(path, ()):
            queues[feed.edge] = queues[feed.edge] + items[feed.port]


def _fire(actor: _Actor, queues: Queues, states: dict[str, State]) -> dict[str, Items]:
    """Take what the stage takes, compute, and hand back the items it gives."""
    path = actor.stage.path
    inputs: dict[str, Tensor] = {}
    for port, axis in actor.ports:
        waiting = queues[path, port]
        queues[path, port] = waiting[actor.takes :]
        inputs[port] = actor.block(waiting[: actor.takes], axis)
    names = iter(actor.state_names)

    def forward(**ports: Values) -> Values | Mapping[str, Values]:
        if actor.stepping is None:
            return actor.module(**ports)  # type: ignore[no-any-return]  # nn.Module gives Any
        name = next(names)
        given, states[name] = actor.stepping.step(**ports, state=states[name])
        return given

    return actor.items(call_stage(actor.stage, forward, inputs))


def _actor(stage: PlannedStage, module: nn.Module, fed: Container[Edge]) -> _Actor:
    stepping = None
    if stage.timing.steps:
        if not isinstance(module, SteppingModule):
            raise TypeError(f"{type(module).__name__} declares `step` and has no such method")
        stepping = module
    return _Actor(
        stage=stage,
        module=module,
        stepping=stepping,
        takes=stage.timing.takes,
        gives=stage.timing.gives,
        ports=tuple(
            (port, _time(stage.takes[port])) for port in stage.inputs if (stage.path, port) in fed
        ),
    )


def _feeds(plan: Plan, stages: Mapping[str, PlannedStage]) -> dict[str, tuple[_Feed, ...]]:
    """Who feeds whom while stepping, by giver; a delay is passed through to what feeds it.

    What comes from elsewhere, as lengths from the source, is not there while stepping.
    """
    feeds: dict[str, tuple[_Feed, ...]] = {}
    for path, stage in stages.items():
        for port, wire in stage.inputs.items():
            giver, delays = _through_delays(plan, wire)
            if giver.stage in stages or giver.stage == SHIFT:
                feed = _Feed((path, port), giver.port, delays)
                feeds[giver.stage] = (*feeds.get(giver.stage, ()), feed)
    return feeds


def _through_delays(plan: Plan, wire: Wire) -> tuple[Wire, tuple[Delayed, ...]]:
    """The wire behind any delays. The plan's own shift is the base: callers feed it."""
    delays: list[Delayed] = []
    stage = plan.by_path[wire.stage]
    while stage.timing.delay and stage.path != SHIFT:
        delays.insert(0, (stage, wire.port))
        wire = stage.inputs[wire.port]
        stage = plan.by_path[wire.stage]
    return wire, tuple(reversed(delays))


def _start_items(delay: PlannedStage, name: str, batch: int, like: Tensor) -> Items:
    """The items that lie on a queue because of a delay."""
    port = delay.gives[name]
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
