"""The batch of an update, as a pure function of the seed and the update's number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import Example, Source
from graphnet.runtime.ends import check_ends
from graphnet.runtime.ports import Ports, padded, ports_of, stacked
from graphnet.runtime.seeds import generator_of


@final
class Batches:
    """Random windows of the training files; every window of every file is equally likely.

    With `by_file` every file is, and every window within it: each has one label, long or short.
    A file shorter than a window is one window, padded; where the source gives no lengths that
    tell padding from items, such files were refused before.
    Nothing is remembered from one update to the next, so a run that resumes sees what it would
    have seen.
    """

    def __init__(
        self,
        source: Source,
        examples: Sequence[Example],
        items: int,
        seed: int,
        *,
        by_file: bool = False,
    ) -> None:
        self.source = source
        self.examples = examples
        self.items = items
        self.seed = seed
        self.by_file = by_file
        self._ends = list(accumulate(max(1, e.length - items + 1) for e in examples))

    def batch(self, update: int, size: int) -> dict[str, Tensor]:
        """The source's ports for one update; `main` is `(B, items, ...)`."""
        generator = generator_of(self.seed, "batch", update)
        places = self._files(size, generator) if self.by_file else self._windows(size, generator)
        given = [self._read(example, start) for example, start in places]
        check_ends(given, [example for example, _ in places], self.items)
        return stacked([padded(ports, self.items) for ports in given])

    def _windows(self, size: int, generator: torch.Generator) -> list[tuple[Example, int]]:
        """So many windows of all."""
        picks = torch.randint(self._ends[-1], (size,), generator=generator).tolist()
        files = [bisect_right(self._ends, pick) for pick in picks]
        return [
            (self.examples[file], pick - (self._ends[file - 1] if file else 0))
            for file, pick in zip(files, picks, strict=True)
        ]

    def _files(self, size: int, generator: torch.Generator) -> list[tuple[Example, int]]:
        """So many files, and a window of each."""
        picks = torch.randint(len(self.examples), (size,), generator=generator).tolist()
        shares = torch.rand(size, generator=generator, dtype=torch.float64).tolist()
        files = [self.examples[pick] for pick in picks]
        return [
            (file, int(share * max(1, file.length - self.items + 1)))
            for file, share in zip(files, shares, strict=True)
        ]

    def _read(self, example: Example, start: int) -> Ports:
        return ports_of(self.source.read(example, start, min(self.items, example.length)))
