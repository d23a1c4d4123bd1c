"""A whole network over a long sequence in chunks, from the source's ports to any of its wires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

from torch import Tensor

from graphnet.build.actors import NetworkState, Part, cast_of
from graphnet.build.call import laid_flat
from graphnet.build.chunking import Flow
from graphnet.build.network import Network
from graphnet.build.protocols import ChunkingModule, Values
from graphnet.graph.chunks import Chunks, Whole, chunks_of
from graphnet.graph.plan import Wire


def stream_through(network: Network, ends: Sequence[Wire]) -> Streamer | Whole:
    """What runs a network up to some wires in chunks, or why they need the whole sequence."""
    ends = tuple(dict.fromkeys(ends))
    match chunks_of(network.plan, ends):
        case Chunks() as chunks:
            return Streamer(network, ends, chunks)
        case whole:
            return whole


@final
class Streamer:
    """Runs chunks of the source's items through a network, state carried from each to the next.

    Unlike `Network.chunk` it begins at the source, with the plan's own shift inside: what comes
    out is what `Network.values` has on the same wires for the whole sequence.
    """

    def __init__(self, network: Network, ends: tuple[Wire, ...], chunks: Chunks) -> None:
        self.ends, self.chunks = ends, chunks
        self._network = network
        source = network.plan.source.path
        part = Part(network.plan, frozenset(chunks.firings), source, ends)
        modules = {path: network.module(path) for path in chunks.firings}
        self._cast = cast_of(part, modules)

    @property
    def block(self) -> int:
        """Chunks are multiples of so many items of the source."""
        return self.chunks.block

    @property
    def is_stepped(self) -> bool:
        """Whether some stage steps through its chunks item by item, which is slow."""
        return any(
            actor.stepping is not None and not isinstance(actor.module, ChunkingModule)
            for actor in self._cast.actors.values()
        )

    def initial_state(self, batch: int) -> NetworkState:
        """The state before the first item of `batch` sequences."""
        return self._cast.initial_state(batch, self._network.like)

    def chunk(
        self, batch: Mapping[str, Values], state: NetworkState
    ) -> tuple[dict[Wire, Tensor], NetworkState]:
        """What each end carries for a batch of the source's ports, and the next state.

        `main` holds a multiple of `block` items. ValueError where it does not.
        """
        ports = {p: self._network.in_precision(v) for p, v in laid_flat(batch).items()}
        source = self._network.plan.source
        items = ports["main"].shape[source.gives["main"].time_axis or 1]
        if items % self.block:
            raise ValueError(f"{items} items are no multiple of {self.block}")
        flow = Flow(self._cast, state)
        flow.push(source.path, ports)
        turns = items // self.block
        flow.run({path: turns * count for path, count in self.chunks.firings.items()})
        given = zip(self.ends, flow.taken(), strict=True)
        return {end: t for end, t in given if t is not None}, flow.state(0)
