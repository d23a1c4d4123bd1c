"""Operations that follow each other made one: a map, its activation or gate, and what is added."""

from __future__ import annotations

from collections.abc import Container

from attrs import evolve

from graphnet.build.lowered.access import overlap, reads, writes
from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import (
    Activate,
    Add,
    Affine,
    Gate,
    LowRankModes,
    Modes,
    Op,
    Recur,
    Vector,
)


def fuse(listing: Listing, lasting: Container[int]) -> None:
    """Put into one operation what one alone reads of another, where nothing comes between.

    It is done at the later of the two places.
    """
    for place, _ in list(listing):
        while _fused(listing, place, lasting):
            pass


def _fused(listing: Listing, place: int, lasting: Container[int]) -> bool:
    """Whether the operation at a place took in one that stood before it."""
    op = listing[place]
    for x in reads(op):
        first = None if x.register in lasting else _only_writer(listing, x, place)
        one = None if first is None else _one(listing[first], op)
        if first is not None and one is not None and _can_wait(listing, first, place):
            listing.remove(first)
            listing.put(place, one)
            return True
    return False


def _only_writer(listing: Listing, x: Vector, reader: int) -> int | None:
    """Where `x` is filled in the same tick, if nobody else reads it."""
    found = listing.writers(x.register)
    if len(found) != 1 or listing.readers(x.register) != [reader]:
        return None
    return found[0] if listing.tick_of[found[0]] == listing.tick_of[reader] else None


def _can_wait(listing: Listing, first: int, place: int) -> bool:
    """Whether an operation can as well be done later: nothing it works on is touched until then."""
    op = listing[first]
    return not any(listing.is_written(x, first, place) for x in reads(op)) and not any(
        listing.is_touched(x, first, place) for x in writes(op)
    )


def _one(first: Op, op: Op) -> Op | None:
    """Two operations as one, or None."""
    match first, op:
        case (Affine(add=None, gated=False) | Modes() | LowRankModes() | Recur()) as f, Activate():
            is_bare = f.activation == "id" and f.out == op.x
            return evolve(f, activation=op.activation, out=op.out) if is_bare else None
        case Affine(add=None, gated=False, activation="id"), Gate():
            return evolve(first, gated=True, out=op.out) if first.out == op.x else None
        case Affine(add=None), Add(by=1.0):
            others = {op.x: op.y, op.y: op.x}
            other = others.get(first.out)
            is_apart = other is not None and not overlap(other, first.out)
            return evolve(first, add=other, out=op.out) if is_apart else None
    return None
