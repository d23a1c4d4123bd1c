"""Copies taken out where source or target can lie at the other's place, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from graphnet.build.lowered.coalesce import coalesce
from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import Add, Affine, Copy, Op, Register, Vector

X, A, B, C, LAST = (Vector(register, 0, 4) for register in range(5))
WHOLE = Vector(5, 0, 8)
SIZES = (4, 4, 4, 4, 4, 8)
LASTING = frozenset({0, 4})


def left(*ticks: Sequence[Op]) -> list[list[Op]]:
    listing = Listing(ticks)
    coalesce(listing, LASTING, [Register(size) for size in SIZES])
    return listing.ticks()


def made(out: Vector, x: Vector = X) -> Affine:
    return Affine(weight=torch.eye(out.size, x.size), bias=None, x=x, out=out)


def test_what_goes_out_is_filled_where_it_goes() -> None:
    ((one,),) = left([made(A), Copy(x=A, out=LAST)])
    assert isinstance(one, Affine)
    assert one.out == LAST


def test_others_read_it_there() -> None:
    ((_, two),) = left([made(A), Copy(x=A, out=LAST), made(B, A)])
    assert isinstance(two, Affine)
    assert two.x == LAST


def test_parts_of_a_whole_are_filled_in_their_places() -> None:
    first, second = left(
        [made(A), Copy(x=A, out=WHOLE.part(0, 4))],
        [made(B), Copy(x=B, out=WHOLE.part(4, 4)), made(C, WHOLE)],
    )
    assert [type(op) for op in (*first, *second)] == [Affine] * 3
    assert [op.out.start for op in (*first, *second) if isinstance(op, Affine)] == [0, 4, 0]


def test_an_item_is_read_where_it_came_in_while_it_is_there() -> None:
    ((one,),) = left([Copy(x=X, out=A), made(B, A)])
    assert isinstance(one, Affine)
    assert one.x == X
    first, _ = left([Copy(x=X, out=A)], [made(B, A)])
    assert [type(op) for op in first] == [Copy]


def test_a_target_that_is_in_use_until_the_copy_keeps_it() -> None:
    before = made(B, LAST)
    ((_, second, third),) = left([made(A), before, Copy(x=A, out=LAST)])
    assert (type(second), type(third)) == (Affine, Copy)
    ((_, _, third),) = left([made(A), made(LAST, B), Copy(x=A, out=LAST)])
    assert isinstance(third, Copy)
    ((_, second),) = left([Add(x=LAST, y=X, out=A), Copy(x=A, out=LAST)])
    assert isinstance(second, Copy)


def test_a_target_that_is_filled_again_before_the_last_reader_keeps_the_copy() -> None:
    ((_, second, *_),) = left([made(A), Copy(x=A, out=LAST), made(LAST, B), made(C, A)])
    assert isinstance(second, Copy)


def test_what_lasts_is_not_filled_in_another_tick() -> None:
    _, (second,) = left([made(A)], [Copy(x=A, out=LAST)])
    assert isinstance(second, Copy)


def test_a_source_that_changes_keeps_the_copy() -> None:
    ((first, *_),) = left([Copy(x=X, out=A), made(X, B), made(C, A)])
    assert isinstance(first, Copy)


def test_what_goes_to_two_places_is_copied_once() -> None:
    ((one, two),) = left([made(A), Copy(x=A, out=LAST), Copy(x=A, out=WHOLE.part(0, 4))])
    assert isinstance(one, Affine)
    assert isinstance(two, Copy)
    assert {one.out, two.out} == {LAST, WHOLE.part(0, 4)}
