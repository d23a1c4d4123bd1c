"""Convolution of long sequences with long kernels, causal or both ways, by FFT."""

# B batch   L length   H channels   F frequencies   n length of the transform
# k kernel  u input    y output     g gradient of the output

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.fft import irfft, rfft
from torch.nn.functional import pad


def convolve_causally(u_BLH: Tensor, k_HL: Tensor) -> Tensor:
    """y[t] = sum over s <= t of k[s] u[t - s], each channel by itself."""
    # torch leaves `apply` untyped
    y_BLH: Tensor = _Convolution.apply(u_BLH, k_HL)  # type: ignore[no-untyped-call]
    return y_BLH


def convolve_both_ways(u_BLH: Tensor, k_HL: Tensor, ahead_HL: Tensor) -> Tensor:
    """y[t] = sum over s >= 0 of k[s] u[t - s] + sum over s >= 1 of ahead[s - 1] u[t + s].

    The second kernel begins with the next item, as the reference's does: no item counts twice.
    """
    L = k_HL.shape[-1]
    between = _length(2 * L - 1) - (2 * L - 1)
    # on a circle of lags: 0 ... L-1, a gap, then -(L-1) ... -1
    circle_Hn = torch.cat((pad(k_HL, (0, between)), ahead_HL[:, : L - 1].flip(-1)), dim=-1)
    y_BLH: Tensor = _Convolution.apply(u_BLH, circle_Hn)  # type: ignore[no-untyped-call]
    return y_BLH


def _length(least: int) -> int:
    """The transform's length; while exporting L is a symbol that has no bits to count."""
    return least + least % 2 if torch.compiler.is_exporting() else transform_length(least)


@lru_cache(maxsize=256)
def transform_length(least: int) -> int:
    """The smallest even 2^a 3^b 5^c that is not below `least`: lengths an FFT is fast at."""
    best: int = 2 ** max(1, (least - 1).bit_length())
    five = 1
    while five < best:
        three = five
        while three < best:
            quotient = -(-least // three)
            best = min(best, three * 2 ** max(1, (quotient - 1).bit_length()))
            three *= 3
        five *= 5
    return best


class _Convolution(torch.autograd.Function):
    """The product of spectra; its gradients are correlations and reuse the spectra.

    Autograd alone would go back through a complex transform of twice the size.
    """

    @staticmethod
    def forward(ctx: FunctionCtx, u_BLH: Tensor, k_HL: Tensor) -> Tensor:
        L = u_BLH.shape[1]
        n = _length(2 * L - 1)  # the tail of the product must not wrap onto the first L
        u_BHF, k_HF = rfft(u_BLH.transpose(1, 2), n=n), rfft(k_HL, n=n)
        ctx.save_for_backward(u_BHF, k_HF)
        ctx.lengths = L, n, k_HL.shape[-1]  # type: ignore[attr-defined]  # where torch keeps such
        y_BHL: Tensor = irfft(u_BHF * k_HF, n=n)[..., :L]
        return y_BHL.transpose(1, 2).contiguous()

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g_BLH: Tensor) -> tuple[Tensor, Tensor]:
        u_BHF, k_HF = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        L, n, k = ctx.lengths  # type: ignore[attr-defined]  # set above
        # conjugates are written out where they are small: a lazy one is copied at each use
        g_BHF = rfft(g_BLH.transpose(1, 2), n=n)
        gu_BHL = irfft(g_BHF * k_HF.conj_physical(), n=n)[..., :L]
        gk_HF = (g_BHF.conj_physical_() * u_BHF).sum(0).conj()
        return gu_BHL.transpose(1, 2).contiguous(), irfft(gk_HF, n=n)[..., :k]
