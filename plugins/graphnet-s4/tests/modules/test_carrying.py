"""States carried in two levels against a loop, both ways and for both kinds of system."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet_s4.modules.carrying import carried, carried_back, moved_gradient

LENGTHS = [1, 2, 16, 17, 40, 64, 65, 100]


def system(kind: str, A: int) -> tuple[Tensor, Tensor, Tensor]:
    sums, first = torch.randn(3, 2, A, 4).double(), torch.randn(3, 2, 4).double()
    if kind == "modes":
        return sums, 0.9 * torch.exp(1j * torch.rand(3, 2).double()), first
    return sums, torch.linalg.qr(torch.randn(3, 4, 4).double())[0] * 0.9, first


def product(state_HRQ: Tensor, moved: Tensor) -> Tensor:
    if not moved.is_complex():
        return state_HRQ @ moved
    turned = torch.view_as_complex(state_HRQ.view(*state_HRQ.shape[:-1], -1, 2)) * moved.unsqueeze(
        1
    )
    return torch.view_as_real(turned).flatten(-2)


def looped(sums: Tensor, moved: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
    before = []
    for each in sums.unbind(2):
        before.append(state)
        state = product(state, moved) + each
    return torch.stack(before, 2), state


@pytest.mark.parametrize("kind", ["modes", "matrix"])
@pytest.mark.parametrize("A", LENGTHS)
def test_states_are_those_of_a_loop(kind: str, A: int) -> None:
    sums, moved, first = system(kind, A)
    for found, expected in zip(
        carried(sums, moved, first), looped(sums, moved, first), strict=True
    ):
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", ["modes", "matrix"])
@pytest.mark.parametrize("A", LENGTHS)
def test_gradients_are_those_of_a_loop(kind: str, A: int) -> None:
    sums, moved, first = (t.requires_grad_() for t in system(kind, A))
    before, last = looped(sums, moved, first)
    g, glast = torch.randn_like(before), torch.randn_like(last)
    expected = torch.autograd.grad((before, last), (sums, moved, first), (g, glast))
    with torch.no_grad():
        gsums, gfirst = carried_back(g, moved, glast)
        gmoved = moved_gradient(before, gsums, moved)
    for found, wanted in zip((gsums, gmoved, gfirst), expected, strict=True):
        torch.testing.assert_close(found, wanted, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("kind", ["modes", "matrix"])
@pytest.mark.parametrize(("A", "worst"), [(64, 5e-7), (4096, 1e-5)])
def test_in_float32_a_slow_state_keeps_its_phase(kind: str, A: int, worst: float) -> None:
    """Were `moved` rounded to float32 from first to last, the error would be 10 times as large."""
    angle = torch.tensor([[0.7]]).double()
    turn = torch.stack((angle.cos(), angle.sin(), -angle.sin(), angle.cos()), -1).view(1, 2, 2)
    moved = torch.exp(1j * angle) if kind == "modes" else turn
    sums, first = torch.zeros(1, 1, A, 2), torch.zeros(1, 1, 2).double()
    sums[:, :, 0] = 1
    found, _ = carried(sums, moved, first)
    expected, _ = looped(sums.double(), moved, first)
    assert (found - expected).abs().max() < worst


@pytest.mark.parametrize("kind", ["modes", "matrix"])
def test_a_state_goes_from_stretch_to_stretch_without_being_rounded(kind: str) -> None:
    angle = torch.tensor([[0.7]]).double()
    turn = torch.stack((angle.cos(), angle.sin(), -angle.sin(), angle.cos()), -1).view(1, 2, 2)
    moved = torch.exp(1j * angle) if kind == "modes" else turn
    state = behind = torch.ones(1, 1, 2).double()
    for _ in range(256):
        _, state = carried(torch.zeros(1, 1, 16, 2), moved, state)
        _, behind = looped(torch.zeros(1, 1, 16, 2).double(), moved, behind)
    assert (state - behind).abs().max() < 1e-10
