"""Temperature, then the likeliest few, then the smallest set that reaches what is asked for."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator

from graphnet.build.protocols import Sampling
from graphnet_basics.modules.drawing import (
    draw_class,
    first_beyond,
    keep_likeliest,
    keep_nucleus,
)


@given(
    st.lists(st.floats(0.001, 1.0), min_size=1, max_size=12),
    st.floats(0.0, 1.0),
)
@settings(max_examples=200, deadline=None)
def test_the_nucleus_is_the_smallest_set_that_reaches_top_p(
    weights: list[float], top_p: float
) -> None:
    total = sum(weights)
    row = torch.tensor([weight / total for weight in weights], dtype=torch.float64)
    kept = keep_nucleus(row[None], top_p)[0]
    masses = sorted(row[kept > 0].tolist())
    assert torch.equal(kept[kept > 0], row[kept > 0])
    assert masses, "one is always left"
    assert sum(masses) >= top_p - 1e-12 or len(masses) == len(row)
    assert sum(masses[1:]) < top_p + 1e-12 or len(masses) == 1
    assert all(mass <= masses[0] for mass in row[kept == 0].tolist())


@given(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=12), st.integers(1, 15))
@settings(max_examples=200, deadline=None)
def test_the_likeliest_are_kept_and_share_everything(weights: list[float], top_k: int) -> None:
    row = torch.tensor(weights, dtype=torch.float64)
    kept = keep_likeliest(row[None] / row.sum(), top_k)[0]
    order = sorted(range(len(weights)), key=lambda i: (-weights[i], i))[:top_k]
    expected = torch.zeros_like(row)
    expected[order] = row[order] / row[order].sum()
    torch.testing.assert_close(kept, expected)


def shares(sampling: Sampling) -> list[float]:
    """How often each of four classes is drawn."""
    scores = torch.tensor([0.4, 0.3, 0.2, 0.1]).log().expand(20_000, 4)
    drawn = draw_class(scores, Generator().manual_seed(0), sampling)
    found: list[float] = (torch.bincount(drawn.flatten(), minlength=4) / 20_000).tolist()
    return found


def test_each_step_acts_on_what_the_one_before_left() -> None:
    """Of the first two, 4/7 and 3/7, the first reaches a half; of all four it does not."""
    assert shares(Sampling(top_k=2, top_p=0.5)) == [1.0, 0.0, 0.0, 0.0]
    assert shares(Sampling(top_p=0.5))[2:] == [0.0, 0.0]
    assert shares(Sampling(top_p=0.5))[1] > 0.4
    squares = pytest.approx([16 / 25, 9 / 25, 0.0, 0.0], abs=0.015)
    assert shares(Sampling(temperature=0.5, top_k=2)) == squares
    assert shares(Sampling(temperature=0.5, top_p=0.5)) == [1.0, 0.0, 0.0, 0.0]  # 16/30 of all


def test_one_of_one_is_the_likeliest() -> None:
    assert shares(Sampling(top_k=1)) == shares(Sampling(temperature=0.0)) == [1.0, 0.0, 0.0, 0.0]
    assert shares(Sampling(top_k=9)) == shares(Sampling())


def test_a_class_is_the_first_whose_end_lies_beyond_the_number() -> None:
    shares = torch.tensor([0.0, 0.25, 0.25, 0.0, 0.5, 0.0], dtype=torch.float64)
    numbers = torch.tensor([0.0, 0.2499, 0.25, 0.4999, 0.5, 1 - 2**-53], dtype=torch.float64)
    found = first_beyond(shares.expand(6, 6), numbers[:, None])
    assert found.flatten().tolist() == [1, 1, 2, 2, 4, 4]
    assert first_beyond(3 * shares.expand(6, 6), numbers[:, None]).equal(found)


def test_a_draw_takes_one_number_for_each_row() -> None:
    generators = [Generator().manual_seed(2) for _ in range(2)]
    scores = torch.tensor([0.4, 0.3, 0.2, 0.1]).log().expand(500, 4)
    drawn = draw_class(scores, generators[0], Sampling())
    even = torch.rand(500, 1, generator=generators[1], dtype=torch.float64)
    ends = torch.tensor([0.4, 0.7, 0.9], dtype=torch.float64)
    assert drawn.equal((even >= ends).sum(-1, keepdim=True))
    assert generators[0].get_state().equal(generators[1].get_state())


def test_the_likeliest_of_what_is_no_number_is_not_drawn() -> None:
    scores = torch.tensor([[0.0, float("nan"), 0.0]])
    with pytest.raises(RuntimeError, match="nothing can be drawn"):
        draw_class(scores, Generator(), Sampling(temperature=0.0))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_nothing_is_drawn_from_what_is_no_distribution(wrong: float) -> None:
    scores = torch.tensor([[0.0, wrong, 0.0]])
    with pytest.raises(RuntimeError, match="nothing can be drawn"):
        draw_class(scores, Generator(), Sampling())
