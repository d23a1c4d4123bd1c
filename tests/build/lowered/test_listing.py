"""Operations in a row, and where each register is touched."""

from __future__ import annotations

import pytest

from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import Add, Copy, Vector

A, B, C = (Vector(register, 0, 4) for register in range(3))


def listing() -> Listing:
    return Listing([[Copy(x=A, out=B)], [], [Add(x=A, y=B, out=C), Copy(x=C, out=A.part(0, 4))]])


def test_places_are_by_register() -> None:
    row = listing()
    assert row.places(0) == [0, 1, 2]
    assert row.readers(0) == [0, 1]
    assert row.writers(0) == [2]
    assert row.tick_of == [0, 2, 2]


def test_between_two_places_means_strictly() -> None:
    row = listing()
    assert row.is_touched(B, -1, 1)
    assert not row.is_touched(B, 0, 1)
    assert row.is_written(A.part(3, 1), 1, 3)
    assert not row.is_written(A, 1, 2)


def test_what_is_taken_out_is_gone_and_places_stay() -> None:
    row = listing()
    row.remove(1)
    assert [place for place, _ in row] == [0, 2]
    assert row.readers(1) == []
    assert [len(tick) for tick in row.ticks()] == [1, 0, 1]
    with pytest.raises(KeyError):
        row[1]


def test_a_register_laid_into_another_is_touched_there() -> None:
    row = listing()
    row.lay(2, Vector(9, 4, 4))
    add, copy = row[1], row[2]
    assert isinstance(add, Add)
    assert isinstance(copy, Copy)
    assert add.out == copy.x == Vector(9, 4, 4)
    assert row.places(2) == []
    assert row.places(9) == [1, 2]
