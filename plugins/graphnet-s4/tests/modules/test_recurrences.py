"""Each way to take a step gives what the whole response gives, to a figure that is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.protocols import State
from graphnet_s4.inits import DenseInit, least_rank
from graphnet_s4.modules.diagonal import DiagonalKernel
from graphnet_s4.modules.kernel import StateSpaceKernel
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import Recurrence, S4DOptions, S4Options

if TYPE_CHECKING:
    from conftest import Golden

S4 = S4Options(d_state=8, flavour="standalone")
WORST = {  # the table in `recurrences`, N = 64
    ("legs", "dense"): (1e-12, 5e-5),
    ("legs", "linear"): (1e-12, 5e-5),
    ("legs", "diagonal"): (2e-6, 2e-6),
    ("legt", "dense"): (1e-12, 5e-5),
    ("legt", "linear"): (1e-12, 5e-5),
    ("legt", "diagonal"): (5e-7, 5e-7),
    ("fourier", "dense"): (1e-12, 5e-5),
    ("fourier", "linear"): (1e-12, 5e-5),
    ("fourier", "diagonal"): (1e-10, 5e-7),
}


def stepped(kernel: StateSpaceKernel, u_BLH: Tensor) -> tuple[Tensor, State]:
    state, found = kernel.initial_state(len(u_BLH)), []
    for u in u_BLH.unbind(1):
        y, state = kernel.step(u, state)
        found.append(y)
    return torch.stack(found, -1), state


def convolved(k_KHL: Tensor, u_BLH: Tensor) -> Tensor:
    """(B, K, H, L), item by item."""
    L = u_BLH.shape[1]
    lags = torch.arange(L)[:, None] - torch.arange(L)
    toeplitz = torch.where(lags >= 0, k_KHL[..., lags.clamp_min(0)], 0.0)
    return torch.einsum("khts,bsh->bkht", toeplitz, u_BLH)


@pytest.mark.parametrize(("init", "recurrence"), WORST)
@pytest.mark.parametrize("dt", [0.001, 0.1])
@torch.no_grad()
def test_steps_differ_from_the_response_by_no_more_than_is_stated(
    init: DenseInit, recurrence: Recurrence, dt: float
) -> None:
    options = S4Options(
        init=init, rank=least_rank(init), recurrence=recurrence, dt_min=dt, dt_max=dt, n_ssm="H"
    )
    kernel, u = LowRankKernel(options, 2).double(), torch.randn(1, 700, 2).double()
    expected = convolved(kernel(700), u)
    for dtype, worst in zip((torch.float64, torch.float32), WORST[init, recurrence], strict=True):
        found, _ = stepped(kernel.to(dtype), u.to(dtype))
        assert found.dtype == dtype
        assert (found - expected).abs().max() < worst * expected.abs().max()


@pytest.mark.parametrize("recurrence", get_args(Recurrence))
@pytest.mark.parametrize("l_kernel", [None, 30])
@torch.no_grad()
def test_steps_read_c_as_the_response_does(recurrence: Recurrence, l_kernel: int | None) -> None:
    options = evolve(S4, recurrence=recurrence, l_kernel=l_kernel, rank=2, channels=2)
    kernel, u = LowRankKernel(options, 3).double(), torch.randn(2, 60, 3).double()
    expected = convolved(kernel(60), u)
    found, _ = stepped(kernel, u)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-9)


KINDS: dict[str, S4Options | S4DOptions] = {
    "dplr": S4,
    "diag_zoh": S4DOptions(d_state=8, flavour="standalone"),
    "diag_bilinear": S4DOptions(d_state=8, flavour="standalone", discretization="bilinear"),
}
STARTS = {"dplr": "dplr_legs", "diag_zoh": "diag_lin_zoh", "diag_bilinear": "diag_lin_bilinear"}


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_a_state_is_carried_as_the_reference_carries_it(golden: Golden, kind: str) -> None:
    given, expected = golden("kernels", "state/"), golden("kernels", f"state/{kind}/")
    kernel = built(KINDS[kind], golden("kernels", f"{STARTS[kind]}/param/"))
    assert (kernel(64) - expected["K"]).abs().max() < 1e-8 * expected["K"].abs().max()
    y, state = kernel.carry(given["u"].mT, resting_at(kernel, given["state"]))
    worst = 1e-8 * expected["K_state"].abs().max()
    assert (y - expected["K_state"]).abs().max() < worst
    found = modes_of(kernel, state)
    assert (found - expected["next_state"]).abs().max() < 1e-8 * found.abs().max()


def built(options: S4Options | S4DOptions, tensors: dict[str, Tensor]) -> StateSpaceKernel:
    kernel: StateSpaceKernel = (
        LowRankKernel(options, 4) if isinstance(options, S4Options) else DiagonalKernel(options, 4)
    )
    kernel.double().load_state_dict({k: v for k, v in tensors.items() if k != "l_kernel"})
    return kernel


def input_of(kernel: StateSpaceKernel) -> Tensor:
    """What an item adds to a mode in the reference; here it is part of the readout."""
    assert isinstance(kernel, DiagonalKernel)
    _, w_KHM = kernel.discretise()
    return w_KHM[0] / torch.view_as_complex(kernel.C[0])


def resting_at(kernel: StateSpaceKernel, modes: Tensor) -> State:
    state, *system = kernel.initial_state(2)
    if isinstance(kernel, LowRankKernel):
        return torch.cat((modes[..., 0], modes[..., 1]), -1), *system
    scaled = torch.view_as_complex(modes) / input_of(kernel)
    return torch.view_as_real(scaled).to(state.dtype), *system


def modes_of(kernel: StateSpaceKernel, state: State) -> Tensor:
    if isinstance(kernel, LowRankKernel):
        return torch.stack(state[0].chunk(2, -1), -1)
    return torch.view_as_real(torch.view_as_complex(state[0]) * input_of(kernel))


@pytest.mark.parametrize("recurrence", [*get_args(Recurrence), None])
@pytest.mark.parametrize("L", [1, 2, 63, 64, 65, 300])
@torch.no_grad()
def test_carried_over_a_stretch_is_stepped_over_it(recurrence: Recurrence | None, L: int) -> None:
    if recurrence is None:
        kernel: StateSpaceKernel = DiagonalKernel(S4DOptions(d_state=8, channels=2), 3).double()
    else:
        chosen = evolve(S4, recurrence=recurrence, channels=2, l_kernel=20)
        kernel = LowRankKernel(chosen, 3).double()
    _, state = stepped(kernel, torch.randn(2, 30, 3).double())
    u = torch.randn(2, L, 3).double()
    expected, after = [], state
    for item in u.unbind(1):
        y, after = kernel.step(item, after)
        expected.append(y)
    carried, found = kernel.carry(u, state)
    y_BKHL = convolved(kernel(L), u) + carried
    torch.testing.assert_close(y_BKHL, torch.stack(expected, -1), rtol=0, atol=1e-9)
    for ours, theirs in zip(found, after, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-12)
        assert ours.dtype == theirs.dtype
