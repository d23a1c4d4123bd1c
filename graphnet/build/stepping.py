"""A network item by item, or chunk by chunk: the plan's schedule played over queues of items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import final

from torch import Tensor, nn

from graphnet.build.actors import Items, NetworkState, Part, Queues, cast_of, time_of
from graphnet.build.chunking import Flow
from graphnet.build.firing import fire
from graphnet.build.protocols import Values
from graphnet.graph.flat import SHIFT
from graphnet.graph.plan import Plan, Schedule, Wire
from graphnet.graph.records import MAIN, members, split


@final
class Stepper:
    """What stepping needs of a plan, worked out once."""

    def __init__(
        self, plan: Plan, schedule: Schedule, prediction: Wire, modules: Mapping[str, nn.Module]
    ) -> None:
        self.ticks = schedule.ticks
        self.counts = Counter(path for tick in self.ticks for path in tick)
        self.axis = time_of(plan.by_path[SHIFT].gives[MAIN])
        gives = plan.by_path[prediction.stage].gives
        ends = tuple(Wire(prediction.stage, p) for p in members(tuple(gives), prediction.port))
        self.fields = tuple(split(wire.port)[1] for wire in ends)
        self.cast = cast_of(Part(plan, frozenset(self.counts), SHIFT, ends), modules)

    def initial_state(self, batch: int, like: Tensor) -> NetworkState:
        """Everything at its start; `like` gives the device and the floating dtype."""
        return self.cast.initial_state(batch, like)

    def step(self, values: Tensor, state: NetworkState) -> tuple[Values, NetworkState]:
        """Feed one item `(B, ...)` of the shifted sequence; gives the next one's prediction."""
        queues, states = dict(state.queues), dict(state.states)
        self._push(queues, SHIFT, {MAIN: (values,)})
        for path in self.ticks[state.tick]:
            actor = self.cast.actors[path]
            taken = {port: _take(queues, (path, port), actor.takes) for port, _ in actor.ports}
            self._push(queues, path, fire(actor, taken, states))
        given = []
        for feed in self.cast.ends:
            items = _take(queues, feed.edge, len(queues[feed.edge]) - feed.waiting)
            given.append(items[-1] if items else values)
        tick = (state.tick + 1) % len(self.ticks)
        return self._prediction(given), NetworkState(tick, states, queues)

    def chunk(self, values: Tensor, state: NetworkState) -> tuple[Values, NetworkState]:
        """Feed `(B, L, ...)` at once: what `L` steps give, and the state they leave.

        `L` is any number of items; RuntimeError where none of them completes a prediction.
        """
        length, period = values.shape[self.axis], len(self.ticks)
        flow = Flow(self.cast, state)
        flow.push(SHIFT, {MAIN: values})
        flow.run(self._firings(state.tick, length))
        given = [tensor for tensor in flow.taken() if tensor is not None]
        if len(given) < len(self.fields):
            raise RuntimeError(f"a chunk of {length} items completes no prediction")
        return self._prediction(given), flow.state((state.tick + length) % period)

    def _firings(self, tick: int, length: int) -> Mapping[str, int]:
        """How often each stage fires while so many items arrive, the first at `tick`."""
        turns, rest = divmod(length, len(self.ticks))
        found = Counter({path: turns * count for path, count in self.counts.items()})
        for index in range(tick, tick + rest):
            found.update(self.ticks[index % len(self.ticks)])
        return found

    def _prediction(self, given: Sequence[Tensor]) -> Values:
        """A tensor, or the tensors of a record by field."""
        return given[0] if self.fields == ("",) else dict(zip(self.fields, given, strict=True))

    def _push(self, queues: Queues, path: str, items: Mapping[str, Items]) -> None:
        for feed in self.cast.feeds.get(path, ()):
            queues[feed.edge] = queues[feed.edge] + items[feed.port]


def _take(queues: Queues, edge: tuple[str, str], count: int) -> Items:
    """The first `count` items of a queue, taken from it."""
    waiting = queues[edge]
    queues[edge] = waiting[count:]
    return waiting[:count]
