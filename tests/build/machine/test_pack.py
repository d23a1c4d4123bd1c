"""Constants are laid out so that every number is where the machine looks for it."""

from __future__ import annotations

import numpy as np
import pytest

from graphnet.build.machine.pack import (
    Halves,
    in_blocks,
    in_pairs,
    in_tiles,
    ordered,
    recurrent,
    row_order,
    rows_of,
    systems,
    tiles,
)


@pytest.mark.parametrize(
    ("size", "cut"), [(1, 1), (16, 16), (17, 16), (32, 16), (40, 32), (64, 32), (65, 48)]
)
def test_halves_meet_between_rows_of_lanes(size: int, cut: int) -> None:
    assert Halves(size, 16).cut == cut


@pytest.mark.parametrize("rows", range(1, 40))
def test_tiles_cover_all_rows_with_powers_of_two(rows: int) -> None:
    covered = [row for first, width in tiles(rows) for row in range(first, first + width)]
    assert covered == list(range(rows))
    assert {width for _, width in tiles(rows)} <= {1, 2, 4, 8}


def test_gates_follow_their_values_in_each_tile() -> None:
    order = row_order(np.arange(6), 6, lanes=1)
    values = [[0, 1, 2, 3], [4, 5]]
    assert order.tolist() == [row for tile in values for row in (*tile, *(r + 6 for r in tile))]
    assert row_order(np.arange(3), 0, lanes=4).tolist() == [0, 1, 2, -1]
    assert row_order(np.arange(3), 3, lanes=4).tolist() == [0, 1, 2, -1, 3, 4, 5, -1]
    assert rows_of(17, 16, gated=True) == 4


@pytest.mark.parametrize(("outputs", "gate"), [(37, 0), (23, 23)])
def test_a_product_of_tiles_is_the_product(outputs: int, gate: int) -> None:
    lanes, columns = 4, 5
    generator = np.random.default_rng(0)
    weight, x = generator.normal(size=(outputs + gate, columns)), generator.normal(size=columns)
    order = row_order(np.arange(outputs), gate, lanes)
    packed, place, sums = in_tiles(ordered(weight, order), lanes), 0, []
    for _, width in tiles(len(order) // lanes):
        tile = packed[place : place + columns * width * lanes].reshape(columns, width * lanes)
        place += tile.size
        sums.append(x @ tile)
    assert place == packed.size
    found = np.concatenate(sums)
    assert np.allclose(found[order >= 0], (weight @ x)[order[order >= 0]])
    assert not found[order < 0].any()
    assert sorted(order[order >= 0].tolist()) == list(range(outputs + gate))


def test_features_come_in_blocks_of_lanes() -> None:
    array = np.arange(2 * 5 * 3).reshape(2, 5, 3).astype(float)
    blocks = in_blocks(array, 1, lanes=4)
    assert blocks.shape == (2, 2, 3, 4)
    assert all(
        blocks[h // 4, k, n, h % 4] == array[k, h, n]
        for k in range(2)
        for h in range(5)
        for n in range(3)
    )
    assert not blocks[1, ..., 1:].any()


def test_modes_come_one_after_the_other_with_all_their_parts() -> None:
    one, two = np.random.default_rng(0).normal(size=(2, 5, 3, 2))
    pushes = np.random.default_rng(1).normal(size=(2, 5, 3, 2))
    packed = systems((one, two, pushes), lanes=4)
    assert packed.shape == (2, 3, 8, 4)
    for h, m, p in np.ndindex(5, 3, 2):
        found = packed[h // 4, m, :, h % 4]
        assert found[p] == one[h, m, p]
        assert found[2 + p] == two[h, m, p]
        assert found[4 + p] == pushes[0, h, m, p]
        assert found[6 + p] == pushes[1, h, m, p]
    assert in_pairs(np.zeros((0, 5, 3, 2)), 4).shape == (2, 3, 0, 4)


def test_each_feature_of_a_dense_recurrence_lies_by_itself() -> None:
    generator = np.random.default_rng(0)
    matrix, inlet = generator.normal(size=(2, 3, 3)), generator.normal(size=(2, 3))
    readout = generator.normal(size=(2, 2, 3))
    rows = recurrent(matrix, inlet, readout, lanes=4).reshape(2, 3 + 1 + 2, 4)
    assert np.array_equal(rows[:, :3, :3], matrix.transpose(0, 2, 1))
    assert np.array_equal(rows[:, 3, :3], inlet)
    assert np.array_equal(rows[:, 4:, :3], readout.transpose(1, 0, 2))
    assert not rows[..., 3].any()
