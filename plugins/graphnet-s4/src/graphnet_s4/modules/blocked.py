"""Sums of decaying waves at every time up to L, in two levels: the kernel of a diagonal SSM."""

# H channels   N complex modes   L length, cut into A blocks of T times
# x  log of the factor a mode takes per step        w  the mode's weight
#
#   K[aT + b] = 2 Re sum_n (w_n e^(x_n aT)) e^(x_n b)      one real matrix product per channel
#
# far = e^(x aT) and near = e^(x b): N (A + T) exponentials instead of N L, and no tensor of size
# N L, neither forward nor backward.

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn import functional

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
        A, T = blocks(L)
        near_HNT = _waves(x_HN, _times(T, 1, x_HN), dtype)
        far_HNA = _waves(x_HN, _times(A, T, x_HN), dtype)
        w_HN1 = w_HN.unsqueeze(-1).to(near_HNT.dtype)
        ctx.save_for_backward(w_HN1, far_HNA, near_HNT)
        ctx.length = L  # type: ignore[attr-defined]  # where torch keeps such values
        k_HAT = _pairs(2 * w_HN1 * far_HNA).mT @ _pairs(near_HNT.conj())
        return k_HAT.flatten(1)[:, :L]

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g_HL: Tensor) -> tuple[Tensor, Tensor, None, None]:
        w_HN1, far_HNA, near_HNT = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        A, T = far_HNA.shape[-1], near_HNT.shape[-1]
        padding = A * T - ctx.length  # type: ignore[attr-defined]  # set above
        g_HAT = functional.pad(g_HL, (0, padding)).view(-1, A, T)
        left_HNA = w_HN1 * far_HNA
        gleft_HNA = 2 * _complex(_pairs(near_HNT.conj()) @ g_HAT.mT)
        gnear_HNT = _complex(_pairs(2 * left_HNA) @ g_HAT).conj()
        gx_HN = _moment(left_HNA, gleft_HNA, T) + _moment(near_HNT, gnear_HNT, 1)
        gw_HN = (far_HNA.conj() * gleft_HNA).sum(-1)
        return gx_HN.to(torch.complex128), gw_HN.to(torch.complex128), None, None


def _times(count: int, stride: int, like: Tensor) -> Tensor:
    return torch.arange(0, count * stride, stride, dtype=torch.float64, device=like.device)


def _waves(x_HN: Tensor, l_A: Tensor, dtype: torch.dtype) -> Tensor:
    """e^(x l), with the phase reduced to one turn before it loses digits to `dtype`."""
    phase_HNA = x_HN.imag.unsqueeze(-1) * l_A
    phase_HNA -= math.tau * torch.round(phase_HNA / math.tau)
    phase_HNA = phase_HNA.to(dtype)
    log_size_HNA = x_HN.real.unsqueeze(-1) * l_A
    least = 0.8 * math.log(torch.finfo(dtype).tiny)  # processors are slow below: make that 0
    size_HNA = torch.exp(log_size_HNA.clamp_min(least).to(dtype))
    size_HNA.masked_fill_(log_size_HNA < least, 0)
    return torch.complex(size_HNA * torch.cos(phase_HNA), size_HNA * torch.sin(phase_HNA))


def _pairs(z_HNA: Tensor) -> Tensor:
    """Real parts above imaginary parts: (H, 2N, A)."""
    return torch.cat((z_HNA.real, z_HNA.imag), dim=1)


def _complex(pairs_HMA: Tensor) -> Tensor:
    """Back from real parts above imaginary parts."""
    real_HNA, imag_HNA = pairs_HMA.chunk(2, dim=1)
    return torch.complex(real_HNA, imag_HNA)


def _moment(z_HNA: Tensor, g_HNA: Tensor, stride: int) -> Tensor:
    """The gradient for x of z = e^(x l): sum over l of l conj(z) g."""
    l_A = _times(z_HNA.shape[-1], stride, z_HNA).to(z_HNA.real.dtype)
    return (z_HNA.conj() * g_HNA * l_A).sum(-1)
