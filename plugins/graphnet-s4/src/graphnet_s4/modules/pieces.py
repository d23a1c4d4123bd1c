"""How a batch of sequences is cut into pieces that are convolved one after the other."""

# B rows of L items, H features. A piece is some blocks of T items each, of one row or all of those
# of several; what is left behind the last whole block of every row is one more piece.

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from torch import Tensor

AT_ONCE = 1 << 18  # values of one feature map in a piece: a megabyte, which stays in the cache


@frozen
class Piece:
    """Blocks of T items of so many rows."""

    row: int
    rows: int
    begin: int
    blocks: int
    T: int

    @property
    def items(self) -> int:
        """How many items of each row."""
        return self.blocks * self.T


def cut(shape: Sequence[int], T: int) -> tuple[Piece, ...]:
    """The pieces of (B, L, H), those of a row in order."""
    B, L, H = shape
    blocks, most = L // T, max(1, AT_ONCE // (H * T))
    left = (Piece(0, B, blocks * T, 1, L % T),) if L % T else ()
    if 0 < blocks <= most:
        rows = most // blocks
        together = (Piece(b, min(rows, B - b), 0, blocks, T) for b in range(0, B, rows))
        return (*together, *left)
    whole = (
        Piece(b, 1, a * T, min(most, blocks - a), T)
        for b in range(B)
        for a in range(0, blocks, most)
    )
    return (*whole, *left)


def features_first(values_BLG: Tensor, piece: Piece) -> Tensor:
    """A piece as (G, rows x items), contiguous."""
    part = values_BLG[piece.row : piece.row + piece.rows, piece.begin : piece.begin + piece.items]
    flat = part.reshape(-1, part.shape[-1])
    # torch copies a matrix into its transpose block by block, and nothing else as fast
    return flat.new_empty(flat.shape[1], flat.shape[0]).copy_(flat.t())


def write_features_last(values_GR: Tensor, piece: Piece, target_BLG: Tensor) -> None:
    """The other way: into its place in (B, L, G)."""
    place = target_BLG[piece.row : piece.row + piece.rows, piece.begin : piece.begin + piece.items]
    if place.is_contiguous():
        place.view(-1, place.shape[-1]).copy_(values_GR.t())
    else:
        place.copy_(values_GR.t().view(place.shape))
