"""The search keeps the best of each row and goes where no slope leads."""

from __future__ import annotations

import torch

from graphnet.verify.search import Search
from graphnet.verify.targets import Likely, likely
from tests.verify.test_normalised import objective


def search(targets: list[int]) -> Search:
    built = objective("bins", 256)
    probe = likely(built.subject)
    assert isinstance(probe, Likely)
    return Search(built, probe, torch.tensor(targets))


def test_bits_never_rise() -> None:
    found = search([0, 100, 255])
    before = found.bits.clone()
    found.descend(0.01)
    assert bool((found.bits <= before).all())
    after = found.bits.clone()
    found.wander(0.001)
    assert bool((found.bits <= after).all())


def test_the_best_row_of_each_group_stays() -> None:
    found = search([7, 7, 9, 9])
    best = found.only_best(2)
    assert best.targets.tolist() == [7, 9]
    assert torch.allclose(best.bits, found.bits.view(2, 2).amin(1))


def test_only_rows_that_got_cheaper_are_taken_over() -> None:
    found = search([3, 4])
    rows = {name: each + 1 for name, each in found.rows.items()}
    old = {name: each.clone() for name, each in found.rows.items()}
    found.keep(rows, found.bits + torch.tensor([1.0, -1.0]))
    for name, each in found.rows.items():
        flat, was = each.reshape(2, -1), old[name].reshape(2, -1)
        assert torch.equal(flat[0], was[0])
        assert torch.equal(flat[1], was[1] + 1)
