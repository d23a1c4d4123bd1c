"""What operations read and write, by their fields."""

from __future__ import annotations

import torch

from graphnet.build.lowered.access import overlap, reads, vectors_of, with_vectors, writes
from graphnet.build.lowered.ops import Add, Affine, Modes, Shift, Vector


def test_states_and_windows_are_read_and_written() -> None:
    u, state, out = Vector(0, 0, 2), Vector(1, 0, 8), Vector(2, 0, 2)
    nothing = torch.zeros(())
    modes = Modes(u=u, state=state, out=out, transition=nothing, readout=nothing, through=nothing)
    assert set(reads(modes)) == {u, state}
    assert set(writes(modes)) == {out, state}
    shift = Shift(x=u, window=state)
    assert set(reads(shift)) == {u, state}
    assert writes(shift) == (state,)


def test_what_may_be_left_out_is_read_where_it_is_there() -> None:
    x, out, add = Vector(0, 0, 2), Vector(1, 0, 2), Vector(2, 0, 2)
    bare = Affine(weight=torch.eye(2), bias=None, x=x, out=out)
    assert vectors_of(bare) == {"x": x, "out": out}
    full = Affine(weight=torch.eye(2), bias=None, x=x, out=out, add=add)
    assert set(reads(full)) == {x, add}


def test_vectors_overlap_in_one_register_only() -> None:
    assert overlap(Vector(0, 0, 3), Vector(0, 2, 1))
    assert not overlap(Vector(0, 0, 3), Vector(0, 3, 1))
    assert not overlap(Vector(0, 0, 3), Vector(1, 0, 3))


def test_an_operation_is_moved_with_all_its_vectors() -> None:
    op = Add(x=Vector(0, 0, 2), y=Vector(1, 0, 2), out=Vector(2, 0, 2), by=3.0)
    moved = with_vectors(op, lambda v: Vector(v.register + 5, v.start + 1, v.size))
    assert isinstance(moved, Add)
    assert moved.by == 3.0
    assert [each.register for each in vectors_of(moved).values()] == [5, 6, 7]
    assert {each.start for each in vectors_of(moved).values()} == {1}
