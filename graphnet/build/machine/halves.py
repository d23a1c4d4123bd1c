"""Which results two threads need not tell each other, since each reads only what it computed.

Of two threads that share a sequence each computes half of a large operation. Where all that read
its result are products, whose columns can be halved at the same place, half of it is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graphnet.build.lowered.access import overlap, reads, writes
from graphnet.build.lowered.ops import Affine, LowRankModes, Modes, Op, Program, Recur, Vector
from graphnet.build.machine.check import holds

Place = tuple[int, int]
"""The number of a tick, and of an operation in it."""


def half_results(program: Program) -> frozenset[Place]:
    """The operations whose results can stay halves."""
    carried = list(_carried(program))
    found: set[Place] = set()
    for number, tick in enumerate(program.ticks):
        halved: set[int] = set()  # products that read halves
        for place, op in enumerate(tick):
            if place in halved or not _can_halve(op):
                continue
            readers = _readers(tick, place, carried)
            if readers and not any((number, r) in found for r in readers):
                found.add((number, place))
                halved.update(readers)
    return frozenset(found)


def _can_halve(op: Op) -> bool:
    """Whether an operation computes each number of its result by itself, in order."""
    match op:
        case Affine():
            return True
        case Modes() | LowRankModes() | Recur():
            return op.readout.shape[0] == 1
        case _:
            return False


def _carried(program: Program) -> Iterable[Vector]:
    """What is read in a tick before it is written there, and what the world outside reads."""
    yield from program.prediction.values()
    yield from (v for v in (program.item, program.drawn) if v is not None)
    for tick in program.ticks:
        written: dict[int, set[Vector]] = {}
        for op in tick:
            yield from (v for v in reads(op) if not _is_part(v, written.get(v.register, ())))
            for vector in writes(op):
                written.setdefault(vector.register, set()).add(vector)


def _is_part(vector: Vector, wholes: Iterable[Vector]) -> bool:
    return any(holds(whole, vector) for whole in wholes)


def _readers(tick: Sequence[Op], place: int, carried: Iterable[Vector]) -> list[int]:
    """The products that read a result before it is written anew; none if others do, too."""
    result, readers = writes(tick[place])[-1], []
    later: list[Vector] = []  # what has taken its place, or a part of it
    for number, op in enumerate(tick[place + 1 :], place + 1):
        if any(overlap(result, v) and not _is_part(v, later) for v in reads(op)):
            if not (isinstance(op, Affine) and op.x == result and op.add != result):
                return []
            readers.append(number)
        later += [v for v in writes(op) if overlap(result, v)]
        if result in later:
            return readers
    return [] if any(overlap(result, v) for v in carried) else readers
