"""Blocks are decoded once, and a window decodes no more of a file than the blocks it lies in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnet_audio.coding import Raw
from graphnet_audio.samples import BLOCK, KeptSamples

HOURS = 10**9
LONG = Path("long.wav")


class Ramp:
    """A file of some hours, in which every sample is its own number; it counts what it gives."""

    def __init__(self, length: int = HOURS) -> None:
        self.length = length
        self.touched = 0

    def read(self, path: Path, start: int, stop: int) -> Raw:
        stop = min(stop, self.length)
        self.touched += max(0, stop - start)
        return np.arange(start, max(start, stop), dtype=np.int32)[:, None]


@given(st.integers(0, HOURS - 200_000), st.integers(0, 200_000))
def test_a_window_touches_about_as_many_samples_as_it_has(start: int, length: int) -> None:
    ramp = Ramp()
    found = KeptSamples(ramp).read(LONG, start, start + length)
    assert found.shape == (length, 1)
    assert np.array_equal(found[:, 0], np.arange(start, start + length))
    assert ramp.touched <= length + 2 * BLOCK


def test_a_block_is_decoded_once() -> None:
    ramp = Ramp()
    samples = KeptSamples(ramp)
    for start in (5, 10, 0, 100):
        samples.read(LONG, start, start + 50)
    assert ramp.touched == BLOCK


def test_memory_stays_below_its_bound_on_a_walk_through_a_long_file() -> None:
    samples = KeptSamples(Ramp(), limit=10_000, block=1_000)
    for start in range(0, 100_000, 700):
        samples.read(LONG, start, start + 700)
        assert samples.bytes_kept == sum(block.nbytes for block in samples.kept.values()) <= 10_000


def test_a_file_that_got_shorter_is_named() -> None:
    with pytest.raises(OSError, match="fewer samples") as found:
        KeptSamples(Ramp(100)).read(LONG, 50, 101)
    assert found.value.filename == "long.wav"
    assert len(KeptSamples(Ramp(100)).read(LONG, 100, 100)) == 0
