"""Powers by doubling against exponentials, and sums weighted by exponents against loops."""

from __future__ import annotations

import pytest
import torch

from graphnet_s4.modules.powers import moments, powers_of, rounded


@pytest.mark.parametrize("count", [1, 2, 3, 8, 100])
def test_powers_are_exponentials_of_multiples(count: int) -> None:
    x = torch.complex(-torch.rand(3, 5).double(), 3 * torch.rand(3, 5).double())
    expected = torch.stack([torch.exp(x * t) for t in range(count)], 1)
    torch.testing.assert_close(powers_of(torch.exp(x), count), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", [torch.complex64, torch.complex128])
def test_no_product_of_two_is_subnormal(kind: torch.dtype) -> None:
    waves = powers_of(torch.full((1, 1), 0.9, dtype=torch.complex128), 8192)
    size = rounded(waves, kind).abs().flatten()
    tiny = torch.finfo(kind).tiny
    assert size[size > 0].min() ** 2 >= tiny
    assert size[size > 0].min() < (2 * tiny) ** 0.5
    assert size[-1] == 0


def test_moments_are_sums_weighted_by_the_place() -> None:
    waves, g = (torch.randn(2, 7, 3, dtype=torch.complex128) for _ in range(2))
    total, moment = moments(waves, g)
    torch.testing.assert_close(total, sum(waves[:, t] * g[:, t] for t in range(7)))
    torch.testing.assert_close(moment, sum(t * waves[:, t] * g[:, t] for t in range(7)))
