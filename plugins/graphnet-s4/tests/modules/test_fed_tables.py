"""The factors of S4 for blocks: what they are, and that groups of features change nothing."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet_s4.modules import fed_tables
from graphnet_s4.modules.fed_tables import tables_of
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import S4Options

KERNEL = S4Options(d_state=8, init="legt", channels=2, n_ssm=1)


@torch.no_grad()
def test_they_are_the_discretised_system_over_a_block() -> None:
    kernel = LowRankKernel(KERNEL, 6).double()
    into, out, local, moved = tables_of(kernel.feedback(), 8, torch.float64)
    system = kernel.system()
    torch.testing.assert_close(local, kernel(8))
    torch.testing.assert_close(moved, torch.linalg.matrix_power(system.dA, 8).mT)
    torch.testing.assert_close(into[:, -1], system.dB)
    heard = (system.C.transpose(0, 1) @ system.dA).transpose(0, 1)
    torch.testing.assert_close(out[:, :, 0], heard)


@pytest.mark.parametrize("at_once", [1, 200, 1 << 16])
def test_groups_of_features_have_the_tables_and_gradients_of_all(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = LowRankKernel(KERNEL, 6).double()
    g: list[Tensor] = []

    def results() -> tuple[Tensor, ...]:
        made = tables_of(kernel.feedback(), 8, torch.float64)
        g[:] = g or [torch.randn_like(table) for table in made]
        return *made, *torch.autograd.grad(made, tuple(kernel.parameters()), g)

    expected = results()
    monkeypatch.setattr(fed_tables, "AT_ONCE", at_once)
    torch.testing.assert_close(results(), expected, rtol=1e-10, atol=1e-12)


def test_gradients_are_right_to_the_last_parameter() -> None:
    kernel = LowRankKernel(S4Options(d_state=4, l_kernel=6, n_ssm=1, channels=2), 2).double()
    values = tuple(p.detach().requires_grad_() for p in kernel.parameters())

    def made(*given: Tensor) -> tuple[Tensor, ...]:
        for name, value in zip(dict(kernel.named_parameters()), given, strict=True):
            object.__getattribute__(kernel, "_parameters")[name] = value
        return tables_of(kernel.feedback(), 4, torch.float64)

    assert torch.autograd.gradcheck(made, values)
