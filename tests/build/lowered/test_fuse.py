"""Operations made one where nothing else sees what lay between them, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from graphnet.build.lowered.fuse import fuse
from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import (
    Activate,
    Add,
    Affine,
    Copy,
    Gate,
    Modes,
    Op,
    Vector,
)

X, A, B, C, Y = (Vector(register, 0, 4) for register in range(5))
WIDE = Vector(5, 0, 8)
STATE = Vector(6, 0, 16)
WEIGHT, WIDER = torch.randn(4, 4), torch.randn(8, 4)


def affine(x: Vector, out: Vector) -> Affine:
    return Affine(weight=WEIGHT if out.size == 4 else WIDER, bias=None, x=x, out=out)


def modes(out: Vector) -> Modes:
    return Modes(u=X, state=STATE, out=out, transition=WEIGHT, readout=WEIGHT, through=WEIGHT)


def fused(*ops: Op, lasting: Sequence[int] = (0, 6)) -> list[Op]:
    listing = Listing([ops])
    fuse(listing, frozenset(lasting))
    return listing.ticks()[0]


def test_a_map_takes_in_its_activation_its_gate_and_what_is_added() -> None:
    (one,) = fused(affine(X, A), Activate(activation="gelu", x=A, out=B))
    assert isinstance(one, Affine)
    assert (one.activation, one.out) == ("gelu", B)
    (one,) = fused(affine(X, WIDE), Gate(x=WIDE, out=B), Add(x=Y, y=B, out=C))
    assert isinstance(one, Affine)
    assert (one.gated, one.add, one.out) == (True, Y, C)
    (one,) = fused(affine(X, A), Activate(activation="relu", x=A, out=B), Add(x=B, y=Y, out=C))
    assert isinstance(one, Affine)
    assert (one.activation, one.add) == ("relu", Y)


def test_a_recurrence_takes_in_its_activation() -> None:
    (one,) = fused(modes(A), Activate(activation="gelu", x=A, out=B))
    assert isinstance(one, Modes)
    assert (one.activation, one.out) == ("gelu", B)


def test_what_somebody_else_reads_stays() -> None:
    bend = Activate(activation="gelu", x=A, out=B)
    assert len(fused(affine(X, A), bend, Copy(x=A, out=C))) == 3
    assert len(fused(affine(X, A), bend, lasting=(0, 1))) == 2
    listing = Listing([[affine(X, A)], [bend]])
    fuse(listing, frozenset({0}))
    assert [len(tick) for tick in listing.ticks()] == [1, 1]


def test_what_is_no_plain_sum_and_what_is_bent_already_stays() -> None:
    assert len(fused(affine(X, A), Add(x=Y, y=A, out=C, by=2.0))) == 2
    assert len(fused(affine(X, A), Add(x=A, y=A, out=C))) == 2
    bent = Activate(activation="gelu", x=B, out=C)
    assert len(fused(affine(X, A), Activate(activation="relu", x=A, out=B), bent)) == 2
    assert len(fused(affine(X, A), Add(x=A, y=Y, out=B), bent)) == 2


def test_nothing_is_put_off_until_what_it_reads_is_gone() -> None:
    """X lasts and is filled again before the sum: the map must come before."""
    over = Copy(x=Y, out=X)
    found = fused(affine(X, A), over, Add(x=A, y=C, out=B))
    assert [type(op) for op in found] == [Affine, Copy, Add]
    found = fused(
        modes(A), Copy(x=STATE.part(0, 4), out=C), Activate(activation="relu", x=A, out=B)
    )
    assert [type(op) for op in found] == [Modes, Copy, Activate]
