"""Banded matrices: a convolution within one block as a product."""

# T items of a block   G kernels
#
#   bands[b', b] = k[b - b'] for b >= b', else 0:  y = u bands

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn.functional import pad


def bands_of(k_GT: Tensor) -> Tensor:
    """(G, T, T)."""
    T = k_GT.shape[-1]
    # the window that begins at T-1-b' holds k[b - b'] at its place b
    return pad(k_GT, (T - 1, 0)).unfold(-1, T, 1).flip(-2)


def sums_of_bands(g_GTT: Tensor) -> Tensor:
    """The gradient (G, T) of k out of that of its bands."""
    G, T, _ = g_GTT.shape
    # rows of 2 T, read with steps of 2 T + 1: row b' begins at its diagonal
    skewed = pad(g_GTT, (0, T)).as_strided((G, T, T), (2 * T * T, 2 * T + 1, 1))
    return skewed.sum(1)


def learning_bands(k_GT: Tensor) -> Tensor:
    """`bands_of` with a gradient, which takes `sums_of_bands` alone."""
    # torch leaves `apply` untyped
    bands_GTT: Tensor = _Bands.apply(k_GT)  # type: ignore[no-untyped-call]
    return bands_GTT


class _Bands(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, k_GT: Tensor) -> Tensor:  # noqa: ARG004  # torch's signature
        return bands_of(k_GT)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g_GTT: Tensor) -> Tensor:  # noqa: ARG004  # torch's signature
        return sums_of_bands(g_GTT)
