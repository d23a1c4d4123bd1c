"""Bands against a loop, and their gradient."""

from __future__ import annotations

import pytest
import torch

from graphnet_s4.modules.bands import bands_of, learning_bands, sums_of_bands


@pytest.mark.parametrize("T", [1, 2, 5])
def test_a_product_with_bands_is_a_convolution(T: int) -> None:
    k, u = torch.randn(2, 3, T).double().unbind(0)
    expected = torch.zeros(3, T).double()
    for t in range(T):
        for s in range(t + 1):
            expected[:, t] += k[:, s] * u[:, t - s]
    found = (u.unsqueeze(1) @ bands_of(k)).squeeze(1)
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("T", [1, 2, 5])
def test_sums_of_bands_are_the_gradient(T: int) -> None:
    k = torch.randn(3, T, dtype=torch.float64, requires_grad=True)
    g = torch.randn(3, T, T).double()
    (expected,) = torch.autograd.grad(bands_of(k), k, g)
    torch.testing.assert_close(sums_of_bands(g), expected)
    (found,) = torch.autograd.grad(learning_bands(k), k, g)
    torch.testing.assert_close(found, expected)
