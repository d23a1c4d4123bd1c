"""Memory that the machine works on: aligned to its rows, in large pages where there are any."""

from __future__ import annotations

import mmap
from contextlib import suppress
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graphnet.build.machine.pack import BYTES, Array, lanes_of

PAGE = 1 << 21
Number = TypeVar("Number", bound=np.generic)


def room(size: int, dtype: np.dtype[Number]) -> NDArray[Number]:
    """`size` zeros, aligned to large pages and, where the system allows, held in them."""
    n_bytes = max(size, 1) * dtype.itemsize
    held = mmap.mmap(-1, n_bytes + PAGE)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):  # a kernel may be built without them
            held.madvise(mmap.MADV_HUGEPAGE)
    raw = np.frombuffer(held, dtype=np.uint8)
    start = -raw.ctypes.data % PAGE
    return raw[start : start + n_bytes].view(dtype)


class Arena:
    """Constants, one behind the other, of which each is known by its place."""

    def __init__(self, dtype: np.dtype[np.floating]) -> None:
        self.dtype = dtype
        self._parts: list[Array] = []
        self._end = 0

    def add(self, array: Array) -> int:
        """The place of an array: in numbers, from the arena's start."""
        place, lanes = self._end, lanes_of(self.dtype)
        flat = array.ravel()
        self._parts.append(flat)
        self._end += -(-max(len(flat), 1) // lanes) * lanes
        return place

    def settle(self) -> Array:
        """All of them in memory of their own; nothing can be added any more."""
        memory = room(self._end + BYTES, self.dtype)
        place, lanes = 0, lanes_of(self.dtype)
        for part in self._parts:
            memory[place : place + len(part)] = part
            place += -(-max(len(part), 1) // lanes) * lanes
        self._parts.clear()
        return memory
