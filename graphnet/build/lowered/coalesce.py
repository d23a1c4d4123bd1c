"""Copies that need not be made: what is filled is filled where it is wanted."""

from __future__ import annotations

from collections.abc import Container, Sequence

from graphnet.build.lowered.access import overlap, vectors_of
from graphnet.build.lowered.listing import Listing
from graphnet.build.lowered.ops import Copy, Register, Vector


def coalesce(listing: Listing, lasting: Container[int], registers: Sequence[Register]) -> None:
    """Take out each copy whose source can lie at its target, or the other way round."""

    def is_whole(vector: Vector) -> bool:
        size = registers[vector.register].size
        return vector.register not in lasting and (vector.start, vector.size) == (0, size)

    for place, _ in list(listing):
        op = listing[place]
        if not isinstance(op, Copy):
            continue
        if is_whole(op.x) and _can_be_filled_there(listing, place, op, lasting):
            listing.remove(place)
            listing.lay(op.x.register, op.out)
        elif is_whole(op.out) and _can_be_read_here(listing, place, op, lasting):
            listing.remove(place)
            listing.lay(op.out.register, op.x)


def _can_be_filled_there(listing: Listing, place: int, op: Copy, lasting: Container[int]) -> bool:
    """Whether the target is free from where the source is filled until it is last read."""
    writers, last = listing.writers(op.x.register), listing.readers(op.x.register)[-1]
    if len(writers) != 1 or writers[0] > place:
        return False
    filled = writers[0]
    is_one_tick = listing.tick_of[filled] == listing.tick_of[place]
    if op.out.register in lasting and not is_one_tick:
        return False
    if any(overlap(op.out, each) for each in vectors_of(listing[filled]).values()):
        return False
    is_taken = listing.is_touched(op.out, filled, place)
    return not is_taken and not listing.is_written(op.out, place, last + 1)


def _can_be_read_here(listing: Listing, place: int, op: Copy, lasting: Container[int]) -> bool:
    """Whether the source stays as it is until the target is last read."""
    if listing.writers(op.out.register) != [place]:
        return False
    readers = listing.readers(op.out.register)
    last = readers[-1] if readers else place
    if op.x.register in lasting and listing.tick_of[last] != listing.tick_of[place]:
        return False
    return not listing.is_written(op.x, place, last + 1)
