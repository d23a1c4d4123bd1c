"""Modes carried over a stretch of items: what they sound like in it, and what becomes of them."""

# B batch   H features   M complex modes   K outputs   L items, in A blocks of T
# x  log of the factor a mode takes per item   s  the modes before the stretch
#
#   y[aT + b] = Re sum_n w_n s_n e^(x_n (aT + b + 1))        the state heard through the weights
#   s'        = e^(x L) s + sum_l e^(x (L-1-l)) u[l]         the state after the stretch
#
# In two levels, as in `blocked`: no tensor of size M L.

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from graphnet_s4.modules.blocked import block_length


def state_waves(x_HM: Tensor, w_KHM: Tensor, s_BHM: Tensor, L: int) -> Tensor:
    """What a state adds to L outputs, (B, K, H, L), float64."""
    near_HMT, far_HMA = _factors(x_HM, L)
    heard_BKHM = w_KHM * (s_BHM * torch.exp(x_HM)).unsqueeze(1)
    heard_BKHAM = torch.einsum("bkhm,hma->bkham", heard_BKHM, far_HMA)
    y_BKHAT = heard_BKHAM.real @ near_HMT.real - heard_BKHAM.imag @ near_HMT.imag
    return y_BKHAT.flatten(-2)[..., :L]


def advanced_waves(x_HM: Tensor, s_BHM: Tensor, u_BLH: Tensor) -> Tensor:
    """The modes after the items `u`, complex128."""
    L = u_BLH.shape[1]
    near_HMT, far_HMA = _factors(x_HM, L)
    u_BHAT = reversed_blocks(u_BLH.double(), near_HMT.shape[-1])
    sums_BHAM = torch.complex(u_BHAT @ near_HMT.real.mT, u_BHAT @ near_HMT.imag.mT)
    return s_BHM * torch.exp(x_HM * L) + torch.einsum("bham,hma->bhm", sums_BHAM, far_HMA)


def reversed_blocks(u_BLH: Tensor, T: int) -> Tensor:
    """(B, H, A, T): the last item first, filled up with zeros."""
    B, L, H = u_BLH.shape
    u_BHL = functional.pad(u_BLH.transpose(1, 2).flip(-1), (0, -L % T))
    return u_BHL.view(B, H, -1, T)


def _factors(x_HM: Tensor, L: int) -> tuple[Tensor, Tensor]:
    T = block_length(L)
    A = -(-L // T)
    times = torch.arange(max(A, T), dtype=torch.float64, device=x_HM.device)
    near_HMT = torch.exp(x_HM.unsqueeze(-1) * times[:T])
    far_HMA = torch.exp(x_HM.unsqueeze(-1) * (times[:A] * T))
    return near_HMT, far_HMA
