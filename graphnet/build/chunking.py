"""Many items at once through a cast of actors, stage after stage over the whole chunk.

Actors are fed before they fire and no edge leads back, so that it does not matter whether stages
fire in turns, item by item, or each as often as it will at once: values and queues come out the
same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Tensor

from graphnet.build.actors import Cast, Edge, Feed, Items, NetworkState
from graphnet.build.firing import fire_often


@final
class Flow:
    """What lies on the edges while one chunk goes through; `state` is left as it is."""

    def __init__(self, cast: Cast, state: NetworkState) -> None:
        self._cast = cast
        self._states = dict(state.states)
        self._feeds = {feed.edge: feed for feeds in cast.feeds.values() for feed in feeds}
        self._lines = {
            edge: [torch.stack(items, dim=self._feeds[edge].axis)] if items else []
            for edge, items in state.queues.items()
        }

    def push(self, path: str, given: Mapping[str, Tensor]) -> None:
        """Lay what a stage gives on the edges to all that it feeds."""
        for feed in self._cast.feeds.get(path, ()):
            self._lines[feed.edge].append(given[feed.port])

    def run(self, firings: Mapping[str, int]) -> None:
        """Let every stage fire so many times, feeders first."""
        for path, actor in self._cast.actors.items():
            count = firings.get(path, 0)
            if count:
                taken = {
                    port: self._take((path, port), count * actor.takes, axis)
                    for port, axis in actor.ports
                }
                self.push(path, fire_often(actor, taken, count, self._states))

    def taken(self) -> list[Tensor | None]:
        """What leaves the network, by end; None where nothing has arrived."""
        return [self._leaving(feed) for feed in self._cast.ends]

    def state(self, tick: int) -> NetworkState:
        """Where the network stands; nothing in it holds on to the chunk."""
        queues = {edge: self._items(edge) for edge in self._lines}
        return NetworkState(tick, self._states, queues)

    def _leaving(self, feed: Feed) -> Tensor | None:
        there = sum(part.shape[feed.axis] for part in self._lines[feed.edge])
        if there <= feed.waiting:
            return None
        return self._take(feed.edge, there - feed.waiting, feed.axis)

    def _take(self, edge: Edge, count: int, axis: int) -> Tensor:
        """The first `count` items of an edge, along the taker's time axis."""
        parts, along = self._lines[edge], self._feeds[edge].axis
        whole = parts[0] if len(parts) == 1 else torch.cat(parts, dim=along)
        there = whole.shape[along]
        rest = whole.narrow(along, count, there - count)
        self._lines[edge] = [rest] if count < there else []
        first = whole if count == there else whole.narrow(along, 0, count)
        return first if axis == along else first.movedim(along, axis)

    def _items(self, edge: Edge) -> Items:
        axis = self._feeds[edge].axis
        return tuple(item.clone() for part in self._lines[edge] for item in part.unbind(axis))
