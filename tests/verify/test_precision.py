"""Gaps between results, and whether a module leaves float64."""

from __future__ import annotations

import torch

from graphnet.verify.precision import Watch, gap, size

NAN, INF = float("nan"), float("inf")


def test_the_gap_is_the_largest_difference() -> None:
    assert gap(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 2.5])) == 0.5
    assert gap(torch.tensor([1, 2]), torch.tensor([1, 3])) == 1.0
    assert gap(torch.ones(2), torch.ones(3)) == INF
    assert gap(torch.ones(0), torch.ones(0)) == 0.0


def test_the_same_infinities_and_no_numbers_are_no_gap_and_others_are_all_of_it() -> None:
    left = torch.tensor([NAN, INF, -INF])
    assert gap(left, left.clone()) == 0.0
    assert gap(left, torch.tensor([1.0, INF, -INF])) == INF


def test_the_size_is_at_least_one() -> None:
    assert size(torch.tensor([0.1])) == 1.0
    assert size(torch.tensor([-7.0, NAN])) == 7.0


def test_a_result_narrower_than_float64_is_noticed() -> None:
    values = torch.ones(3, dtype=torch.float64)
    with Watch() as watch:
        torch.fft.rfft(values).sum()
    assert not watch.is_narrow
    with Watch() as watch:
        values.float().sum()
    assert watch.is_narrow
