"""Long files through a network chunk by chunk, state carried from each chunk to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.network import Network
from graphnet.build.protocols import Example, Source
from graphnet.build.streaming import Streamer, stream_through
from graphnet.graph.chunks import Whole
from graphnet.graph.plan import Wire
from graphnet.runtime.windows import Window, read_windows
from graphnet.values import frozen

Passed = tuple[tuple[Window, ...], Mapping[Wire, Tensor]]


@frozen(eq=False)
class Passage:
    """Where files go through: chunks of `items`, a multiple of what the network takes."""

    streamer: Streamer
    items: int

    def through(
        self, source: Source, examples: Sequence[Example], device: torch.device
    ) -> Iterator[Passed]:
        """Files side by side, each from its start on: what every end carries, chunk by chunk.

        The last chunk of a file is padded; a file that has ended goes on as windows of length 0.
        """
        with torch.inference_mode():
            state = self.streamer.initial_state(len(examples))
        longest = max(example.length for example in examples)
        for start in range(0, longest, self.items):
            padded = _upwards(min(self.items, longest - start), self.streamer.block)
            group = tuple(_window(example, start, padded) for example in examples)
            batch = read_windows(source, [_readable(window) for window in group])
            on_device = {port: values.to(device) for port, values in batch.items()}
            with torch.inference_mode():
                values, state = self.streamer.chunk(on_device, state)
            yield group, values


def passage_of(network: Network, ends: Sequence[Wire], items: int) -> Passage | Whole:
    """A passage in chunks of about `items`, or why some stage needs the whole file."""
    match stream_through(network, ends):
        case Streamer() as streamer:
            fitting = max(1, items // streamer.block) * streamer.block
            return Passage(streamer, fitting)
        case whole:
            return whole


def _window(example: Example, start: int, padded: int) -> Window:
    length = max(0, min(padded, example.length - start))
    return Window(example, start, length, padded)


def _readable(window: Window) -> Window:
    """What is read for a window: of a file that has ended, its last item."""
    return window if window.length else evolve(window, start=window.example.length - 1, length=1)


def _upwards(items: int, block: int) -> int:
    return -(-items // block) * block
