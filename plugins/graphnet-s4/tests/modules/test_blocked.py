"""The blocked sum of waves against the sum written out, in value, gradient and memory."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet_s4.modules.blocked import block_length, wave_sum


def naive(x_HN: Tensor, w_HN: Tensor, L: int) -> Tensor:
    waves_HNL = torch.exp(x_HN.unsqueeze(-1) * torch.arange(L, dtype=torch.float64))
    return 2 * (w_HN.unsqueeze(-1) * waves_HNL).sum(1).real


def system(H: int, N: int, dt: float = 0.1) -> tuple[Tensor, Tensor]:
    """Modes as S4D starts with: decays near dt / 2, up to dt pi N radians a step."""
    imaginary = torch.arange(N, dtype=torch.float64).expand(H, N) * torch.pi * dt
    decay = -dt * torch.rand(H, N, dtype=torch.float64)
    return torch.complex(decay, imaginary), torch.randn(H, N, dtype=torch.complex128)


@pytest.mark.parametrize("L", [1, 2, 3, 16, 63, 64, 1000, 4097])
def test_it_is_the_sum_written_out(L: int) -> None:
    x, w = system(3, 8)
    torch.testing.assert_close(
        wave_sum(x, w, L, torch.float64), naive(x, w, L), rtol=1e-11, atol=1e-11
    )


def test_float32_keeps_phases_of_thousands_of_turns() -> None:
    x, w = system(4, 32)
    x = torch.complex(x.real / 1000, x.imag)  # lasts all 16,384 steps
    exact = naive(x, w, 16384)
    error = wave_sum(x, w, 16384, torch.float32).double() - exact
    assert error.abs().max() < 1e-6 * exact.abs().max()


@pytest.mark.parametrize("L", [1, 5, 64])
def test_gradients_are_those_of_the_sum_written_out(L: int) -> None:
    x, w = (t.requires_grad_() for t in system(2, 3))
    g = torch.randn(2, L, dtype=torch.float64)
    ours = torch.autograd.grad(wave_sum(x, w, L, torch.float64), (x, w), g)
    expected = torch.autograd.grad(naive(x, w, L), (x, w), g)
    torch.testing.assert_close(ours, expected, rtol=1e-10, atol=1e-10)


def test_nothing_of_the_size_of_modes_times_length_is_kept() -> None:
    H, N, L = 2, 16, 4096
    x, w = (t.requires_grad_() for t in system(H, N))
    kept: list[int] = []

    def pack(tensor: Tensor) -> Tensor:
        kept.append(tensor.numel())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        wave_sum(x, w, L, torch.float32)
    assert sum(kept) <= 2 * H * N * (L // block_length(L) + block_length(L) + 1)


def test_blocks_are_near_the_square_root() -> None:
    assert [block_length(L) for L in (1, 2, 16, 64, 4096, 16000, 128000)] == [
        1, 2, 4, 8, 64, 128, 512,
    ]  # fmt: skip
