"""Constants as the machine reads them: in rows of lanes, in the order in which they are used.

The layouts are those that `source/products.h` and `source/recurrences.h` describe.
"""

# V numbers a row of lanes   R rows of a matrix   C its columns   H features   Hb blocks of V
# features   M modes   N states   K outputs a feature   D directions

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from graphnet.values import frozen

Array = NDArray[np.floating]
BYTES = 64
WIDEST_TILE = 8


@frozen
class Halves:
    """Where the halves of `size` numbers meet: between rows of lanes."""

    size: int
    lanes: int

    @property
    def cut(self) -> int:
        """How many numbers the first half has; the second may have none."""
        rows = -(-self.size // self.lanes)
        return min(self.size, -(-rows // 2) * self.lanes)


def lanes_of(dtype: np.dtype[np.floating]) -> int:
    """How many numbers are in one row."""
    return BYTES // dtype.itemsize


def tiles(rows: int) -> Iterator[tuple[int, int]]:
    """The first row of lanes of each tile, and how many it has."""
    first = 0
    while first < rows:
        width = min(WIDEST_TILE, 1 << (rows - first).bit_length() - 1)
        yield first, width
        first += width


def rows_of(outputs: int, lanes: int, *, gated: bool) -> int:
    """How many rows of lanes the sums of so many outputs take."""
    return -(-outputs // lanes) * (2 if gated else 1)


def row_order(outputs: NDArray[np.intp], gate: int, lanes: int) -> NDArray[np.intp]:
    """Which row of a matrix each lane belongs to, -1 for none.

    In each tile the rows of `outputs` come first; where `gate` is not 0, as many gates follow, the
    rows `gate` further down.
    """
    padded = np.full(-(-len(outputs) // lanes) * lanes, -1, dtype=np.intp)
    padded[: len(outputs)] = outputs
    if not gate:
        return padded
    gates = np.where(padded < 0, -1, padded + gate)
    parts = [
        side[first // 2 * lanes : (first + width) // 2 * lanes]
        for first, width in tiles(2 * len(padded) // lanes)
        for side in (padded, gates)
    ]
    return np.concatenate(parts)


def in_tiles(matrix_RC: Array, lanes: int) -> Array:  # noqa: N803  # axis letters
    """The weights of ordered, padded rows: tile after tile, each column by column."""
    rows = len(matrix_RC) // lanes
    parts = [
        matrix_RC[first * lanes : (first + width) * lanes].T.ravel() for first, width in tiles(rows)
    ]
    return np.concatenate(parts) if parts else matrix_RC.ravel()


def ordered(array: Array, order: NDArray[np.intp]) -> Array:
    """Rows in an order, zeros where it says -1."""
    none = np.zeros((1, *array.shape[1:]), dtype=array.dtype)
    taken: Array = np.concatenate([array, none])[order]
    return taken


def in_blocks(array: Array, axis: int, lanes: int) -> Array:
    """Features in blocks of lanes: `(.., H, ..)` becomes `(Hb, .., V)`, zeros beyond the last."""
    first = np.moveaxis(array, axis, 0)
    missing = -len(first) % lanes
    padded = np.concatenate([first, np.zeros((missing, *first.shape[1:]), dtype=array.dtype)])
    blocks = padded.reshape(len(padded) // lanes, lanes, *first.shape[1:])
    return np.moveaxis(blocks, 1, -1)


def in_pairs(array: Array, lanes: int) -> Array:
    """`(.., H, M, 2)` of one or more kinds becomes `(Hb, M, .. 2, V)`."""
    blocks = in_blocks(array, -3, lanes)  # (Hb, .., M, 2, V)
    moved = np.moveaxis(blocks, -3, 1)
    pairs = moved.shape[2:-1]
    return moved.reshape(*moved.shape[:2], prod(pairs), lanes)


def systems(parts: Sequence[Array], lanes: int) -> Array:
    """What advances each mode, mode after mode."""
    return np.concatenate([in_pairs(part, lanes) for part in parts], axis=2)


def in_rows(array_xN: Array, lanes: int) -> Array:  # noqa: N803  # axis letters
    """The last axis padded to whole rows of lanes."""
    missing = -array_xN.shape[-1] % lanes
    return np.pad(array_xN, [(0, 0)] * (array_xN.ndim - 1) + [(0, missing)])


def recurrent(matrix_HNN: Array, inlet_HN: Array, readout_KHN: Array, lanes: int) -> Array:  # noqa: N803  # axis letters
    """What advances the states of each feature, feature after feature."""
    N = matrix_HNN.shape[1]  # noqa: N806
    order = row_order(np.arange(N), 0, lanes)
    parts = [
        np.concatenate(
            [
                in_tiles(ordered(matrix, order), lanes),
                in_rows(inlet_HN[h], lanes),
                in_rows(readout_KHN[:, h], lanes).ravel(),
            ]
        )
        for h, matrix in enumerate(matrix_HNN)
    ]
    return np.concatenate(parts)
