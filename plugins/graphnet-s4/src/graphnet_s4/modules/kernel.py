"""The S4D kernel: a diagonal state-space model per channel, as an impulse response or a step."""

# H channels   N complex modes (d_state // 2)   S independent (A, B): 1 or H   L length
# D directions: 1, or 2 where the block looks both ways; they share all but C
# A  diagonal of the state matrix      A = -exp(A_real) - i A_imag
# B  input vector   C  output vector   dt  step of the discretisation
# x = log of a mode's factor per step  w = its weight     K[l] = 2 Re sum_n w_n e^(x_n l)
#
#   zoh       e^x = e^(dt A)                        w = B C (e^(dt A) - 1) / A
#   bilinear  e^x = (1 + dt A/2) / (1 - dt A/2)     w = B C dt / (1 - dt A/2)

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet_s4.flavour import traits_of
from graphnet_s4.modules.blocked import wave_sum
from graphnet_s4.modules.hippo import diagonal_init
from graphnet_s4.options import S4DOptions

LEAST = 1e-4  # A starts no nearer to 0 than this, so that its logarithm exists


class DiagonalKernel(nn.Module):
    """Parameters of S4D as real tensors; complex values are pairs in the last axis."""

    def __init__(self, options: S4DOptions, H: int) -> None:
        super().__init__()
        self.discretization = options.discretization
        self.dt_transform = traits_of(options.flavour).dt_transform
        S = 1 if traits_of(options.flavour).has_shared_ssm else H
        A, B = (torch.tensor(v) for v in diagonal_init(options.init, options.d_state))
        default = torch.get_default_dtype()
        D = 2 if options.bidirectional else 1
        self.C = nn.Parameter(torch.randn(D, H, len(A), 2) * math.sqrt(0.5))
        self.B = nn.Parameter(torch.view_as_real(B).to(default).repeat(1, S, 1, 1))
        self.inv_dt = nn.Parameter(self._drawn_inv_dt(options, H))
        self.A_real = nn.Parameter((-A.real).clamp_min(LEAST).log().to(default).repeat(S, 1))
        self.A_imag = nn.Parameter((-A.imag).clamp_min(LEAST).to(default).repeat(S, 1))

    def _drawn_inv_dt(self, options: S4DOptions, H: int) -> Tensor:
        """What gives a log-uniform dt between the two bounds."""
        low, high = math.log(options.dt_min), math.log(options.dt_max)
        log_dt = torch.rand(H, 1) * (high - low) + low
        match self.dt_transform:
            case "exp":
                return log_dt
            case "softplus":
                return torch.log(torch.expm1(torch.exp(log_dt)))

    def forward(self, L: int) -> Tensor:
        """The impulse responses, (D, H, L)."""
        x_HN, w_DHN = self.discretise()
        x_DHN = x_HN.expand_as(w_DHN)
        k_HL = wave_sum(x_DHN.flatten(0, 1), w_DHN.flatten(0, 1), L, self.C.dtype)
        return k_HL.view(*w_DHN.shape[:2], -1)

    def recurrence(self) -> tuple[Tensor, Tensor]:
        """The same system as a step: s' = transition s + u, y = readout . s', as (H, N, 2).

        The first product is complex; the second is a plain sum over modes and their two parts.
        """
        x_HN, (w_HN,) = self.discretise()
        transition = torch.view_as_real(torch.exp(x_HN))
        readout = torch.view_as_real(2 * w_HN.conj().resolve_conj())
        return transition.to(self.C.dtype), readout.to(self.C.dtype)

    def discretise(self) -> tuple[Tensor, Tensor]:
        """Every mode's x (H, N) and w (D, H, N), complex128: few, and errors in x grow with L."""
        A_SN = torch.complex(-torch.exp(self.A_real.double()), -self.A_imag.double())
        B_SN, C_DHN = (torch.view_as_complex(p.double()) for p in (self.B[0], self.C))
        dt_H1 = self._dt()
        match self.discretization:
            case "zoh":
                x_HN = dt_H1 * A_SN
                return x_HN, B_SN * C_DHN * (torch.exp(x_HN) - 1) / A_SN
            case "bilinear":
                half_HN = dt_H1 * A_SN / 2
                x_HN = torch.log((1 + half_HN) / (1 - half_HN))
                return x_HN, B_SN * C_DHN * dt_H1 / (1 - half_HN)

    def _dt(self) -> Tensor:
        match self.dt_transform:
            case "exp":
                return torch.exp(self.inv_dt.double())
            case "softplus":
                return functional.softplus(self.inv_dt.double())
