"""Learned positions are rows of a table added in order, whole or step by step."""

from __future__ import annotations

import pytest
import torch

from graphnet_basics.declarations.position import PositionOptions, declare
from graphnet_basics.modules.position import Position


def test_each_place_gets_its_row() -> None:
    ours = Position(PositionOptions(rows=7), {"H": 3})
    x = torch.randn(2, 5, 3)
    found = ours(x)
    for b in range(2):
        for t in range(5):
            torch.testing.assert_close(found[b, t], x[b, t] + ours.weight[t])


def test_step_is_forward() -> None:
    ours = Position(PositionOptions(rows=7), {"H": 3})
    x, found, state = torch.randn(2, 7, 3), [], ours.initial_state(2)
    for item in x.unbind(1):
        y, state = ours.step(item, state)
        found.append(y)
    assert torch.equal(torch.stack(found, 1), ours(x))
    with pytest.raises(IndexError):
        ours.step(x[:, 0], state)


def test_a_sequence_longer_than_the_table_breaks_a_declared_condition() -> None:
    assert declare(PositionOptions(rows=1024)).where == ("L <= 1024",)


def test_the_table_starts_with_the_deviation_it_is_given() -> None:
    ours = Position(PositionOptions(rows=512, init_std=0.5), {"H": 64})
    assert ours.weight.std().item() == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("wrong", [{"rows": 0}, {"rows": 4, "init_std": 0.0}])
def test_an_impossible_table_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=[*wrong][-1]):
        PositionOptions(**wrong)
