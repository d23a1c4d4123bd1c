"""Whole splits in windows, for figures that count every value once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from torch import Tensor

from graphnet.build.protocols import Example, Source
from graphnet.graph.plan import Plan
from graphnet.runtime.ends import check_ends
from graphnet.runtime.lengths import Lengths, fitting
from graphnet.runtime.ports import LENGTHS, Ports, padded, ports_of, stacked
from graphnet.runtime.unit import unit_of
from graphnet.values import frozen

LENGTHS_APART = 8
"""To how many lengths whole files are padded, at most."""


@frozen
class Window:
    """Items `start` up to `start + length` of a file, padded on the right to `padded`."""

    example: Example
    start: int
    length: int
    padded: int


def windows_of(examples: Sequence[Example], lengths: Lengths) -> tuple[Window, ...]:
    """Every item of every file once, one example's length at a time; tails are padded.

    Where labels are predicted, a file is one window: cut only where `[evaluate] length` is written.
    """
    if unit_of(lengths.plan) == "label":
        most = lengths.items if lengths.plan.settings.evaluate.length else None
        return clips_of(examples, lengths.plan, most)
    return tuple(
        Window(example, start, length, lengths.padded(length))
        for example in examples
        for start in range(0, example.length, lengths.items)
        for length in [min(lengths.items, example.length - start)]
    )


def clips_of(examples: Sequence[Example], plan: Plan, most: int | None) -> tuple[Window, ...]:
    """Every file as one window, of its first `most` items.

    Files of about the same length are padded to the same one, so that they go into one batch.
    """
    sizes = [e.length if most is None else min(e.length, most) for e in examples]
    grain = max(1, max(sizes, default=1) // LENGTHS_APART)
    return tuple(
        Window(example, 0, size, _clip_length(plan, size, grain))
        for example, size in zip(examples, sizes, strict=True)
    )


def _clip_length(plan: Plan, size: int, grain: int) -> int:
    """What a clip is padded to: nothing at all where nothing would tell padding from it."""
    if LENGTHS not in plan.source.gives:
        return size
    rounded = -(-size // grain) * grain
    return fitting(plan, rounded, upwards=True) or size


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
    given = [_read(source, window) for window in windows]
    check_ends(given, [window.example for window in windows], windows[0].padded)
    pairs = zip(given, windows, strict=True)
    return stacked([padded(ports, window.padded) for ports, window in pairs])


def _read(source: Source, window: Window) -> Ports:
    return ports_of(source.read(window.example, window.start, window.length))
