"""The S4 kernel against a plain loop over complex matrices, its lengths and its gradients."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from attrs import evolve
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from graphnet_s4.inits import DenseInit
from graphnet_s4.modules.length import convert
from graphnet_s4.modules.low_rank import LowRankKernel
from graphnet_s4.options import RealTransform, S4Options

SMALL = S4Options(d_state=8, rank=2, n_ssm="H")


def built(options: S4Options, H: int = 3) -> LowRankKernel:
    return LowRankKernel(options, H).double()


def brute_force(kernel: LowRankKernel, L: int) -> Tensor:
    """K[l] = C dA^l dB with the modes and their conjugates written out, and a solve for C."""
    options, dt, A = kernel.options, kernel.dt(), kernel.A()
    P, B, C = (torch.view_as_complex(p.data) for p in (kernel.P, kernel.B[0], kernel.C))
    every, found = torch.arange(kernel.H) % kernel.S, torch.empty(len(C), kernel.H, L)
    for h, s in enumerate(every):
        p, b = torch.cat((P[:, s], P[:, s].conj()), -1), torch.cat((B[s], B[s].conj()))
        full = torch.diag(torch.cat((A[h], A[h].conj()))) - p.mT @ p.conj()
        one = torch.eye(len(full), dtype=full.dtype)
        backwards = torch.linalg.inv(one - dt[h] / 2 * full)
        dA, state = backwards @ (one + dt[h] / 2 * full), dt[h] * (backwards @ b)
        c = torch.cat((C[:, h], C[:, h].conj()), -1)
        if options.l_kernel is not None:
            c = c @ torch.linalg.inv(one - torch.linalg.matrix_power(dA, options.l_kernel))
        for i in range(L):
            found[:, h, i] = (c @ state).real
            state = dA @ state
    return found


@pytest.fixture(autouse=True)
def _float64() -> object:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.mark.parametrize("init", get_args(DenseInit))
@pytest.mark.parametrize("l_kernel", [None, 48])
@torch.no_grad()
def test_it_is_what_a_loop_gives(init: DenseInit, l_kernel: int | None) -> None:
    options = evolve(SMALL, init=init, l_kernel=l_kernel, dt_min=0.01)
    kernel = built(options, 4)
    for L in (1, 2, 47, 48, 49, 200):
        expected = brute_force(kernel, L)
        assert (kernel(L) - expected).abs().max() < 1e-9 * expected.abs().max()


@torch.no_grad()
def test_another_length_changes_neither_the_parameters_nor_the_response() -> None:
    kernel = built(evolve(SMALL, l_kernel=50))
    before = {k: v.clone() for k, v in kernel.state_dict().items()}
    short = kernel(50)
    long = kernel(400)
    torch.testing.assert_close(long[..., :50], short, rtol=1e-10, atol=1e-14)
    assert torch.equal(kernel(50), short)
    assert all(torch.equal(before[k], v) for k, v in kernel.state_dict().items())
    assert set(before) == {"C", "B", "inv_dt", "A_real", "A_imag", "P"}


@pytest.mark.parametrize(("source", "target"), [(None, 64), (64, None), (64, 100), (7, 7)])
@torch.no_grad()
def test_c_of_another_length_gives_the_same_response(
    source: int | None, target: int | None
) -> None:
    kernel = built(evolve(SMALL, l_kernel=source))
    expected = kernel(150)
    kernel.C.copy_(convert(kernel.state_dict(), kernel.options, source, target))
    kernel.options = evolve(SMALL, l_kernel=target)
    assert (kernel(150) - expected).abs().max() < 1e-9 * expected.abs().max()


@pytest.mark.parametrize("l_kernel", [None, 6])
@pytest.mark.parametrize("real_transform", ["exp", "relu"])
def test_gradients_are_right_to_the_last_parameter(
    l_kernel: int | None, real_transform: RealTransform
) -> None:
    options = S4Options(
        d_state=4, l_kernel=l_kernel, n_ssm=1, channels=2, real_transform=real_transform
    )
    kernel = built(options, 2)
    values = tuple(p.detach().requires_grad_() for p in kernel.parameters())
    names = [name for name, _ in kernel.named_parameters()]

    def response(*given: Tensor) -> Tensor:
        found: Tensor = torch.func.functional_call(
            kernel, dict(zip(names, given, strict=True)), (11,)
        )
        return found

    assert torch.autograd.gradcheck(response, values)


def test_a_frozen_parameter_has_no_gradient_and_the_others_keep_theirs() -> None:
    kernel = built(SMALL)
    kernel(40).square().sum().backward()
    expected = kernel.C.grad
    kernel.zero_grad()
    kernel.P.requires_grad_(False)
    kernel(40).square().sum().backward()
    assert kernel.P.grad is None
    assert kernel.C.grad is not None
    assert expected is not None
    assert torch.equal(kernel.C.grad, expected)


def test_nothing_is_kept_for_the_backward_pass_but_parameters() -> None:
    kernel, kept = built(S4Options(d_state=16), 4), set()

    def keep(tensor: Tensor) -> Tensor:
        kept.add(tensor.data_ptr())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        kernel(3000)
    assert kept == {p.data_ptr() for p in kernel.parameters()}


def test_no_tensor_has_a_number_for_each_state_and_item() -> None:
    H, N, L = 4, 32, 4096
    kernel, largest = built(S4Options(d_state=N), H), [0]

    class Sizes(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's
        def __torch_dispatch__(self, func, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]  # torch's
            found = func(*args, **(kwargs or {}))
            if isinstance(found, Tensor):
                largest[0] = max(largest[0], found.numel())
            return found

    with Sizes():  # type: ignore[no-untyped-call]  # torch's
        kernel(L).square().sum().backward()
    assert largest[0] < H * N * L / 8
