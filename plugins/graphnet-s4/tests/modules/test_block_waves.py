"""The factors of a diagonal model against exponentials, and their gradients."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet_s4.modules.block_waves import passage_of_waves


def system(K: int = 2, H: int = 3, M: int = 4) -> tuple[Tensor, Tensor]:
    x = torch.complex(-torch.rand(H, M).double(), 3 * torch.rand(H, M).double())
    return x, torch.randn(K, H, M, dtype=torch.complex128)


def pairs(z: Tensor) -> Tensor:
    return torch.view_as_real(z.resolve_conj()).flatten(-2)


@pytest.mark.parametrize("T", [1, 2, 4, 8, 32])
@pytest.mark.parametrize("L", [1, 7, 64])
def test_they_are_exponentials(T: int, L: int) -> None:
    x, w = system()
    found = passage_of_waves((x, w), L, T, torch.float64)
    t = torch.arange(T).double().view(T, 1)
    waves = torch.exp(x.unsqueeze(1) * t)
    heard = 2 * w.unsqueeze(2) * waves
    expected = (
        pairs(waves.flip(1)),
        pairs((heard * torch.exp(x).unsqueeze(1)).conj()),
        heard.real.sum(-1),
        torch.exp(x * T),
        torch.exp(x * (L % T)),
    )
    made = (found.into, found.out, found.local, found.moved, found.rest)
    for one, other in zip(made, expected, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("T", "L"), [(1, 3), (2, 3), (8, 13)])
def test_gradients_are_right(T: int, L: int) -> None:
    x, w = (t.requires_grad_() for t in system(H=2, M=2))

    def made(x: Tensor, w: Tensor) -> tuple[Tensor, ...]:
        p = passage_of_waves((x, w), L, T, torch.float64)
        return p.into, p.out, p.local, p.moved, p.rest

    assert torch.autograd.gradcheck(made, (x, w))


def test_weights_of_zero_have_a_gradient() -> None:
    """As those of modes above the band limit are."""
    x, w = system()
    w = torch.zeros_like(w).requires_grad_()
    local = passage_of_waves((x, w), 8, 8, torch.float64).local
    (found,) = torch.autograd.grad(local.sum(), w)
    waves = torch.exp(x.unsqueeze(1) * torch.arange(8).view(8, 1))
    torch.testing.assert_close(found[0], 2 * waves.sum(1).conj().resolve_conj())
