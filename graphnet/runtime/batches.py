"""The batch of an update, as a pure function of the seed and the update's number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import Example, Source
from graphnet.runtime.ports import Ports, padded, ports_of, stacked
from graphnet.runtime.seeds import generator_of


@final
class Batches:
    """Random windows of the training files; every window of every file is equally likely.

    A file shorter than a window is one window, padded; where the source gives no lengths that
    tell padding from items, such files were refused before.
    Nothing is remembered from one update to the next, so a run that resumes sees what it would
    have seen.
    """

    def __init__(self, source: Source, examples: Sequence[Example], items: int, seed: int) -> None:
        self.source = source
        self.examples = examples
        self.items = items
        self.seed = seed
        self._ends = list(accumulate(max(1, e.length - items + 1) for e in examples))

    def batch(self, update: int, size: int) -> dict[str, Tensor]:
        """The source's ports for one update; `main` is `(B, items, ...)`."""
        generator = generator_of(self.seed, "batch", update)
        picks = torch.randint(self._ends[-1], (size,), generator=generator).tolist()
        return stacked([self._window(pick) for pick in picks])

    def _window(self, pick: int) -> Ports:
        file = bisect_right(self._ends, pick)
        start = pick - (self._ends[file - 1] if file else 0)
        example = self.examples[file]
        length = min(self.items, example.length)
        return padded(ports_of(self.source.read(example, start, length)), self.items)
