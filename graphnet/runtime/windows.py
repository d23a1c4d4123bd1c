"""Whole splits in windows, for figures that count every value once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import Tensor

from graphnet.build.protocols import Example, Source
from graphnet.runtime.lengths import Lengths
from graphnet.runtime.ports import Ports, padded, ports_of, stacked
from graphnet.values import frozen


@frozen
class Window:
    """Items `start` up to `start + length` of a file, padded on the right to `padded`."""

    example: Example
    start: int
    length: int
    padded: int


def windows_of(examples: Sequence[Example], lengths: Lengths) -> tuple[Window, ...]:
    """Every item of every file once, one example's length at a time; tails are padded."""
    return tuple(
        Window(example, start, length, lengths.padded(length))
        for example in examples
        for start in range(0, example.length, lengths.items)
        for length in [min(lengths.items, example.length - start)]
    )


def some_windows(windows: Sequence[Window], most: int) -> tuple[Window, ...]:
    """At most `most` windows, evenly spread over all."""
    if len(windows) <= most:
        return tuple(windows)
    return tuple(windows[i * len(windows) // most] for i in range(most))


def batches_of(windows: Sequence[Window], size: int) -> Iterator[tuple[Window, ...]]:
    """The windows in batches whose members are padded to the same length, longest first."""
    ordered = sorted(windows, key=lambda window: -window.padded)
    batch: list[Window] = []
    for window in ordered:
        if batch and (len(batch) == size or batch[0].padded != window.padded):
            yield tuple(batch)
            batch = []
        batch.append(window)
    if batch:
        yield tuple(batch)


def read_windows(source: Source, windows: Sequence[Window]) -> dict[str, Tensor]:
    """The source's ports as one batch; padding repeats the last item of `main` in each window."""
    return stacked([padded(_read(source, window), window.padded) for window in windows])


def _read(source: Source, window: Window) -> Ports:
    return ports_of(source.read(window.example, window.start, window.length))
