"""Registers given to what is under way only while it is: few enough to stay in a near cache."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Sequence
from typing import final

from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import Register, Vector

REST = 8
"""A register is given again only so many operations after it was last read.

Operations that could be done at once are not made to wait for each other by it.
"""


@final
class Allocation:
    """The registers that are left, and where in them each of the former ones lies."""

    def __init__(self) -> None:
        self.registers: list[Register] = []
        self.places: dict[int, int] = {}
        self._free: dict[int, deque[tuple[int, int]]] = defaultdict(deque)

    def add(self, former: int, register: Register) -> None:
        """A register of its own."""
        self.places[former] = len(self.registers)
        self.registers.append(register)

    def lend(self, former: int, size: int, now: int) -> None:
        """A register from operation `now` on: one that is free, or a new one."""
        free = self._free[size]
        if free and free[0][0] + REST < now:
            self.places[former] = free.popleft()[1]
        else:
            self.add(former, Register(size))

    def give_back(self, former: int, size: int, now: int) -> None:
        """A register that operation `now` was the last to read."""
        self._free[size].append((now, self.places[former]))

    def moved(self, vector: Vector) -> Vector:
        """A vector in the register that is left."""
        return Vector(self.places[vector.register], vector.start, vector.size)


def allocate(
    listing: Listing, lasting: Container[int], registers: Sequence[Register]
) -> Allocation:
    """Give registers to all that is touched; those that last keep one of their own."""
    found = Allocation()
    begins: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for former, register in enumerate(registers):
        if former in lasting:
            found.add(former, register)
            continue
        places = listing.places(former)
        if places:
            begins[places[0]].append(former)
            ends[places[-1]].append(former)
    for place, _ in listing:
        for former in begins[place]:
            found.lend(former, registers[former].size, place)
        for former in ends[place]:
            found.give_back(former, registers[former].size, place)
    return found
