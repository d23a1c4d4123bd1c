"""Pieces cover every item once, in order, and move it there and back."""

from __future__ import annotations

import pytest
import torch

from graphnet_s4.modules import pieces
from graphnet_s4.modules.pieces import cut, features_first, write_features_last


@pytest.mark.parametrize("L", [1, 3, 4, 8, 21, 64])
@pytest.mark.parametrize("at_once", [1, 8, 40, 1 << 18])
def test_every_item_is_in_one_piece_and_comes_back(
    L: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "AT_ONCE", at_once)
    values = torch.randn(5, L, 2)
    copy, count = torch.full_like(values, torch.nan), torch.zeros(5, L)
    for piece in cut(values.shape, 4):
        count[piece.row : piece.row + piece.rows, piece.begin : piece.begin + piece.items] += 1
        write_features_last(features_first(values, piece), piece, copy)
    assert torch.equal(copy, values)
    assert (count == 1).all()


def test_what_is_left_behind_the_last_block_comes_last() -> None:
    found = cut((3, 10, 2), 4)
    assert [(p.row, p.rows, p.begin, p.blocks, p.T) for p in found] == [
        (0, 3, 0, 2, 4), (0, 3, 8, 1, 2),
    ]  # fmt: skip


def test_short_rows_are_taken_together() -> None:
    assert [(p.row, p.rows) for p in cut((5, 8, 2), 4)] == [(0, 5)]


def test_no_piece_of_a_long_row_is_larger_than_allowed() -> None:
    assert all(p.rows * p.items * 64 <= pieces.AT_ONCE for p in cut((2, 128_000, 64), 64))
