"""The stages of a running network as actors, and the edges between them as queues of items.

Axis letters: B batch. Items on a queue lack the time axis; a stage that takes a block of items
gets them stacked along it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import torch
from torch import Tensor, nn

from graphnet.build.protocols import State, SteppingModule
from graphnet.graph.delay import DelayOptions
from graphnet.graph.plan import Plan, PlannedPort, PlannedStage, Wire
from graphnet.graph.records import split
from graphnet.values import frozen

Edge = tuple[str, str]
"""Who takes, and its port; what leaves the network is taken by `""`, under the wire's name."""
Items = tuple[Tensor, ...]
Queues = dict[Edge, Items]
Delayed = tuple[PlannedStage, str]
"""A delay on the way, and the port it delays."""

ENDS = ""


@frozen
class NetworkState:
    """Where a network stands between two items: its place in the superstep, states and queues."""

    tick: int
    states: Mapping[str, State]
    queues: Mapping[Edge, tuple[Tensor, ...]]


@frozen
class Feed:
    """An edge of the running graph, delays folded in: they lie on the queue from the start.

    `port` is the giver's, `axis` that of time in what it gives.
    """

    edge: Edge
    port: str
    axis: int
    delays: tuple[Delayed, ...]

    @property
    def waiting(self) -> int:
        """How many items lie on the queue at the start."""
        return sum(stage.timing.delay for stage, _ in self.delays)


@frozen
class Actor:
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

    def block(self, items: Items, axis: int) -> Tensor:
        """What the module is handed: one item for `step`, else items along a time axis."""
        if self.stepping is not None and self.takes == 1:
            return items[0]
        return torch.stack(items, dim=axis)

    def items(self, given: Mapping[str, Tensor]) -> dict[str, Items]:
        """What the module handed back, item by item for each port."""
        if self.stepping is not None and self.gives == 1:
            return {port: (tensor,) for port, tensor in given.items()}
        times = {port: time_of(self.stage.gives[port]) for port in given}
        return {port: tensor.unbind(times[port]) for port, tensor in given.items()}


@frozen(eq=False)
class Cast:
    """Every actor by path, feeders first, and whom each of them, or a source, feeds."""

    actors: Mapping[str, Actor]
    feeds: Mapping[str, tuple[Feed, ...]]
    ends: tuple[Feed, ...]

    def initial_state(self, batch: int, like: Tensor) -> NetworkState:
        """Everything at its start; `like` gives the device and the floating dtype."""
        return NetworkState(0, self._initial_states(batch), self._initial_queues(batch, like))

    def _initial_states(self, batch: int) -> dict[str, State]:
        """The states of all that step, each under its own name."""
        return {
            name: actor.stepping.initial_state(batch)
            for actor in self.actors.values()
            if actor.stepping is not None
            for name in actor.state_names
        }

    def _initial_queues(self, batch: int, like: Tensor) -> Queues:
        """What delays put on queues."""
        queues: Queues = {}
        for feed in (feed for feeds in self.feeds.values() for feed in feeds):
            items = (_start_items(*delayed, batch, like) for delayed in feed.delays)
            queues[feed.edge] = tuple(item for several in items for item in several)
        return queues


@frozen
class Part:
    """The stages of a plan that run: `paths`, fed by `giver`; `ends` are the wires that leave."""

    plan: Plan
    paths: frozenset[str]
    giver: str
    ends: tuple[Wire, ...]


def cast_of(part: Part, modules: Mapping[str, nn.Module]) -> Cast:
    """The stages of a part as actors.

    A delay is passed through to what feeds it. What comes from elsewhere, as lengths from the
    source, is not there while stepping.
    """
    plan, giver = part.plan, part.giver
    stages = [stage for stage in plan.stages if stage.path in part.paths]
    wires = [
        *((edge, wire) for stage in stages for edge, wire in _inputs(stage)),
        *(((ENDS, f"{wire.stage}.{wire.port}"), wire) for wire in part.ends),
    ]
    givers = {giver, *(stage.path for stage in stages)}
    feeds: dict[str, tuple[Feed, ...]] = {}
    for edge, wire in wires:
        origin, delays = _through_delays(plan, wire, giver)
        port = plan.by_path[origin.stage].gives.get(origin.port)
        if origin.stage in givers and port is not None and len(port.axes) > 1:
            feed = Feed(edge, origin.port, time_of(port), delays)
            feeds[origin.stage] = (*feeds.get(origin.stage, ()), feed)
    fed = {feed.edge for each in feeds.values() for feed in each}
    actors = {stage.path: _actor(stage, modules[stage.path], fed) for stage in stages}
    last = {feed.edge: feed for each in feeds.values() for feed in each}
    ends = tuple(last[ENDS, f"{wire.stage}.{wire.port}"] for wire in part.ends)
    return Cast(actors, feeds, ends)


def time_of(port: PlannedPort) -> int:
    """The index of a port's time axis; the second where its roles are not known."""
    return 1 if port.time_axis is None else port.time_axis


def _inputs(stage: PlannedStage) -> Iterable[tuple[Edge, Wire]]:
    return (((stage.path, port), wire) for port, wire in stage.inputs.items())


def _actor(stage: PlannedStage, module: nn.Module, fed: Container[Edge]) -> Actor:
    stepping = None
    if stage.timing.steps:
        if not isinstance(module, SteppingModule):
            raise TypeError(f"{type(module).__name__} declares `step` and has no such method")
        stepping = module
    return Actor(
        stage=stage,
        module=module,
        stepping=stepping,
        takes=stage.timing.takes,
        gives=stage.timing.gives,
        ports=tuple(
            (port, time_of(stage.takes[port])) for port in stage.inputs if (stage.path, port) in fed
        ),
    )


def _through_delays(plan: Plan, wire: Wire, giver: str) -> tuple[Wire, tuple[Delayed, ...]]:
    """The wire behind any delays; `giver` is the base, even where it is a delay itself."""
    delays: list[Delayed] = []
    stage = plan.by_path[wire.stage]
    while stage.timing.delay and stage.path != giver:
        delays.append((stage, wire.port))
        wire = stage.inputs[wire.port]
        stage = plan.by_path[wire.stage]
    return wire, tuple(delays)


def _start_items(delay: PlannedStage, name: str, batch: int, like: Tensor) -> Items:
    """The items that lie on a queue because of a delay."""
    port = delay.gives[name]
    rest = (axis.size.as_int for i, axis in enumerate(port.axes) if i not in (0, time_of(port)))
    dtype = like.dtype if port.dtype.startswith("float") else getattr(torch, port.dtype)
    shape = (batch, *(size or 1 for size in rest))
    if not isinstance(delay.options, DelayOptions):
        raise TypeError(f"`{delay.path}` delays and is not the core's own delay")
    item = torch.full(shape, delay.options.start, dtype=dtype, device=like.device)
    return (item,) * delay.timing.delay
