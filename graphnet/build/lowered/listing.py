"""All operations of a superstep in one row, and where each register is touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import final

from graphnet.build.lowered.access import (
    overlap,
    reads,
    vectors_of,
    with_vectors,
    writes,
)
from graphnet.build.lowered.ops import Op, Vector


@final
class Listing:
    """Operations by their place in the row; places stay what they are when one is taken out."""

    def __init__(self, ticks: Sequence[Sequence[Op]]) -> None:
        self.count = len(ticks)
        self.tick_of = [number for number, tick in enumerate(ticks) for _ in tick]
        self._ops: list[Op | None] = [op for tick in ticks for op in tick]
        self._where: dict[int, set[int]] = defaultdict(set)
        for place, op in self:
            for vector in vectors_of(op).values():
                self._where[vector.register].add(place)

    def __iter__(self) -> Iterator[tuple[int, Op]]:
        return ((place, op) for place, op in enumerate(self._ops) if op is not None)

    def __getitem__(self, place: int) -> Op:
        op = self._ops[place]
        if op is None:
            raise KeyError(place)
        return op

    def ticks(self) -> list[list[Op]]:
        """What is left, tick by tick."""
        found: list[list[Op]] = [[] for _ in range(self.count)]
        for place, op in self:
            found[self.tick_of[place]].append(op)
        return found

    def places(self, register: int) -> list[int]:
        """Where a register is touched, in order."""
        return sorted(self._where[register])

    def readers(self, register: int) -> list[int]:
        """Where a register is read, in order."""
        return [p for p in self.places(register) if _has(reads(self[p]), register)]

    def writers(self, register: int) -> list[int]:
        """Where a register is written, in order."""
        return [p for p in self.places(register) if _has(writes(self[p]), register)]

    def is_touched(self, vector: Vector, after: int, before: int) -> bool:
        """Whether something strictly between two places reads or writes a vector."""
        return any(
            after < place < before
            and any(overlap(vector, each) for each in vectors_of(self[place]).values())
            for place in self._where[vector.register]
        )

    def is_written(self, vector: Vector, after: int, before: int) -> bool:
        """Whether something strictly between two places writes a vector."""
        return any(
            after < place < before and any(overlap(vector, each) for each in writes(self[place]))
            for place in self._where[vector.register]
        )

    def remove(self, place: int) -> None:
        """Take an operation out."""
        for vector in vectors_of(self[place]).values():
            self._where[vector.register].discard(place)
        self._ops[place] = None

    def put(self, place: int, op: Op) -> None:
        """Write an operation in place of another."""
        self.remove(place)
        self._ops[place] = op
        for vector in vectors_of(op).values():
            self._where[vector.register].add(place)

    def lay(self, register: int, base: Vector) -> None:
        """Make a register a part of another, wherever it is touched."""

        def moved(vector: Vector) -> Vector:
            is_it = vector.register == register
            return base.part(vector.start, vector.size) if is_it else vector

        for place in self.places(register):
            self.put(place, with_vectors(self[place], moved))


def _has(vectors: Iterable[Vector], register: int) -> bool:
    return any(vector.register == register for vector in vectors)
