"""Memory of the machine is aligned, and constants are where they were said to be."""

from __future__ import annotations

import mmap

import numpy as np
import pytest

from graphnet.build.machine.arena import Arena, room
from graphnet.build.machine.pack import BYTES


def test_room_is_aligned_zeroed_and_writable() -> None:
    for size in (0, 1, 1000, 3_000_000):
        memory = room(size, np.dtype(np.float32))
        assert memory.size == max(size, 1)
        assert memory.ctypes.data % BYTES == 0
        assert not memory.any()
        memory[:] = 1


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="the system has no large pages")
def test_a_kernel_without_large_pages_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mmap, "MADV_HUGEPAGE", 9999)  # what no kernel knows: EINVAL
    assert room(10, np.dtype(np.float32)).size == 10


def test_constants_lie_where_they_were_said_to() -> None:
    arena = Arena(np.dtype(np.float64))
    arrays = [np.arange(float(n)).reshape(-1, 1) for n in (3, 8, 0, 17, 1)]
    places = [arena.add(array) for array in arrays]
    memory = arena.settle()
    for place, array in zip(places, arrays, strict=True):
        assert place * 8 % BYTES == 0
        assert np.array_equal(memory[place : place + array.size], array.ravel())
    assert len(set(places)) == len(places)
    assert memory.size >= places[-1] + 8
