"""Powers by way of what is fed back against powers of the whole matrix."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from attrs import astuple

from graphnet_s4.inits import DenseInit
from graphnet_s4.modules.feedback import Feedback, series_of
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import S4Options


@pytest.mark.parametrize("init", get_args(DenseInit))
@pytest.mark.parametrize("T", [1, 2, 16, 64])
@pytest.mark.parametrize("dt", [0.001, 0.1])
@torch.no_grad()
def test_they_are_powers_of_the_matrix(init: DenseInit, T: int, dt: float) -> None:
    options = S4Options(d_state=32, init=init, rank=2, channels=2, dt_min=dt, dt_max=dt * 1.1)
    kernel = LowRankKernel(options, 4).double()
    system, series = kernel.system(), series_of(kernel.feedback(), T)
    ahead, behind, moved = series.ahead(), series.behind(), series.moved()
    b, c = system.dB.unsqueeze(-1), system.C.transpose(0, 1)
    for t in range(T):
        c = c @ system.dA
        assert (ahead[:, t] - b.squeeze(-1)).abs().max() < 1e-12 * system.dB.abs().max()
        assert (behind[:, t] - c).abs().max() < 1e-11 * system.C.abs().max()
        b = system.dA @ b
    power = torch.linalg.matrix_power(system.dA, T)
    assert (moved - power).abs().max() < 1e-12


def test_gradients_are_right() -> None:
    kernel = LowRankKernel(S4Options(d_state=4, rank=2, n_ssm="H"), 2).double()
    parts = tuple(p.detach().requires_grad_() for p in astuple(kernel.feedback(), recurse=False))

    def made(*parts: torch.Tensor) -> tuple[torch.Tensor, ...]:
        series = series_of(Feedback(*parts), 4)
        return series.ahead(), series.behind(), series.moved()

    assert torch.autograd.gradcheck(made, parts)
