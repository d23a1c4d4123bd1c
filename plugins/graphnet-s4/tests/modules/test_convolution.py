"""The causal convolution against its sum, and the length of its transform."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet_s4.modules.convolution import (
    convolve_both_ways,
    convolve_causally,
    transform_length,
)


def direct(u_BLH: Tensor, k_HL: Tensor) -> Tensor:
    y = torch.zeros_like(u_BLH)
    for t in range(u_BLH.shape[1]):
        for s in range(t + 1):
            y[:, t] = y[:, t] + k_HL[:, s] * u_BLH[:, t - s]
    return y


@pytest.mark.parametrize("L", [1, 2, 3, 17, 40])
def test_it_is_the_sum_over_the_past(L: int) -> None:
    u, k = torch.randn(2, L, 3).double(), torch.randn(3, L).double()
    torch.testing.assert_close(convolve_causally(u, k), direct(u, k), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("L", [1, 2, 3, 17, 40])
def test_both_ways_it_is_the_sum_over_the_past_and_what_follows(L: int) -> None:
    u, k, ahead = torch.randn(2, L, 3).double(), *torch.randn(2, 3, L).double()
    expected = direct(u, k)
    for t in range(L):
        for s in range(1, L - t):
            expected[:, t] = expected[:, t] + ahead[:, s - 1] * u[:, t + s]
    found = convolve_both_ways(u, k, ahead)
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("L", [1, 2, 9])
def test_gradients_both_ways_are_right(L: int) -> None:
    u = torch.randn(2, L, 3, dtype=torch.float64, requires_grad=True)
    k, ahead = (torch.randn(3, L, dtype=torch.float64, requires_grad=True) for _ in range(2))
    assert torch.autograd.gradcheck(convolve_both_ways, (u, k, ahead))


@pytest.mark.parametrize("L", [1, 2, 9])
def test_gradients_are_right(L: int) -> None:
    u = torch.randn(2, L, 3, dtype=torch.float64, requires_grad=True)
    k = torch.randn(3, L, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(convolve_causally, (u, k))


def test_the_future_does_not_reach_the_past() -> None:
    u, k = torch.randn(1, 96, 2).double(), torch.randn(2, 96).double()
    v = u.clone()
    v[:, 50] += 1.0
    change = (convolve_causally(v, k) - convolve_causally(u, k)).abs()
    assert change[:, :50].max() < 1e-12
    assert change[:, 50:].max() > 0.1


def test_the_transform_has_the_smallest_even_length_with_small_factors() -> None:
    def is_good(n: int) -> bool:
        for prime in (2, 3, 5):
            while n % prime == 0:
                n //= prime
        return n == 1

    good = [n for n in range(2, 5000, 2) if is_good(n)]
    for least in range(1, 2400):
        assert transform_length(least) == next(n for n in good if n >= least)
