"""Sums of decaying waves at every time up to L, in two levels: the kernel of a diagonal SSM."""

# H channels   N complex modes   L length, cut into A blocks of T times
# x  log of the factor a mode takes per step        w  the mode's weight
#
#   K[aT + b] = 2 Re sum_n (w_n e^(x_n aT)) e^(x_n b)      one real matrix product per channel
#
# far = e^(x aT) and near = e^(x b): N (A + T) numbers instead of N L, by doubling out of 2 N
# exponentials, and no tensor of size N L, neither forward nor backward.

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn import functional

from graphnet_s4.modules.powers import as_complex, as_pairs, moments, powers_of, rounded

EXPORTED_BLOCK = 128


def wave_sum(x_HN: Tensor, w_HN: Tensor, L: int, dtype: torch.dtype) -> Tensor:
    """2 Re sum_n w_n e^(x_n l) for l = 0 .. L-1, as (H, L) of `dtype`.

    `x_HN` and `w_HN` are complex128, so that phases of thousands of turns stay exact; everything
    larger than them is computed in `dtype`.
    """
    # torch leaves `apply` untyped
    k_HL: Tensor = _WaveSum.apply(x_HN, w_HN, L, dtype)  # type: ignore[no-untyped-call]
    return k_HL


def block_length(L: int) -> int:
    """T, a power of two near the square root of L, where A + T is smallest."""
    return 1 << ((L - 1).bit_length() + 1) // 2


def blocks(L: int) -> tuple[int, int]:
    """A and T, with A T not below L.

    While exporting L is a symbol: T is a number then, and A at least 2 whatever L is, so that the
    program holds for every L.
    """
    if torch.compiler.is_exporting():
        return L // EXPORTED_BLOCK + 2, EXPORTED_BLOCK
    T = block_length(L)
    return -(-L // T), T


class _WaveSum(torch.autograd.Function):
    """Keeps the two small factors for the backward pass, and gives it by hand."""

    @staticmethod
    def forward(ctx: FunctionCtx, x_HN: Tensor, w_HN: Tensor, L: int, dtype: torch.dtype) -> Tensor:
        (A, T), kind = blocks(L), dtype.to_complex()
        near_HTN, far_HAN = rounded(_waves(x_HN, T, 1), kind), rounded(_waves(x_HN, A, T), kind)
        w_H1N = w_HN.unsqueeze(1).to(kind)
        ctx.save_for_backward(w_H1N, far_HAN, near_HTN)
        ctx.length = L  # type: ignore[attr-defined]  # where torch keeps such values
        k_HAT = as_pairs(2 * w_H1N * far_HAN) @ as_pairs(near_HTN.conj_physical()).mT
        return k_HAT.flatten(1)[:, :L]

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g_HL: Tensor) -> tuple[Tensor, Tensor, None, None]:
        w_H1N, far_HAN, near_HTN = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        A, T = far_HAN.shape[1], near_HTN.shape[1]
        padding = A * T - ctx.length  # type: ignore[attr-defined]  # set above
        g_HAT = functional.pad(g_HL, (0, padding)).view(-1, A, T)
        # both are conjugates of the gradients
        gfar_HAN = 2 * as_complex(g_HAT @ as_pairs(near_HTN))
        gnear_HTN = as_complex(g_HAT.mT @ as_pairs(2 * w_H1N * far_HAN))
        gw_HN, far_HN = moments(far_HAN, gfar_HAN)
        _, near_HN = moments(near_HTN, gnear_HTN)
        gx_HN = T * w_H1N.squeeze(1) * far_HN + near_HN
        return gx_HN.conj().resolve_conj(), gw_HN.conj().resolve_conj(), None, None


def _waves(x_HN: Tensor, count: int, stride: int) -> Tensor:
    """e^(x l) for l = 0, stride, ..., (H, count, N); while exporting `count` is a symbol."""
    if torch.compiler.is_exporting():
        l_A1 = torch.arange(count, dtype=torch.float64, device=x_HN.device).unsqueeze(-1)
        return torch.exp(x_HN.unsqueeze(1) * stride * l_A1)
    return powers_of(torch.exp(x_HN * stride), count)
