"""The S4D kernel: a diagonal state-space model per channel, as an impulse response or a step."""

# H features   M complex modes (d_state // 2)   K kernels a feature   L length   B batch
# x = log of a mode's factor per step  w = its weight     K[l] = 2 Re sum_n w_n e^(x_n l)
#
#   zoh       e^x = e^(dt A)                        w = B C (e^(dt A) - 1) / A
#   bilinear  e^x = (1 + dt A/2) / (1 - dt A/2)     w = B C dt / (1 - dt A/2)
#   dss       e^x = e^(dt A)              w = B C (e^(dt A) - 1) / (A (e^(dt A l) - 1)) / 2
#
# with l = l_kernel; where it is None, e^(dt A l) is its limit 0. DSS sums half the modes only.

from __future__ import annotations

import math
from typing import final

import torch
from torch import Tensor

from graphnet.build.protocols import Code, State, System, Vector
from graphnet_s4.modules.block_waves import passage_of_waves
from graphnet_s4.modules.blocked import wave_sum
from graphnet_s4.modules.kernel import Complex, StateSpaceKernel, complex_of
from graphnet_s4.modules.lowered_modes import lower_modes
from graphnet_s4.modules.passing import Passage
from graphnet_s4.modules.waves import advanced_waves, state_waves
from graphnet_s4.options import S4DOptions

DSS_FLOOR = 1e-7  # keeps the weight of a mode that hardly decays finite


@final
class DiagonalKernel(StateSpaceKernel):
    """Parameters of S4D as real tensors; complex values are pairs in the last axis."""

    options: S4DOptions

    def forward(self, L: int) -> Tensor:
        """The impulse responses, (K, H, L)."""
        x_HM, w_KHM = self.discretise()
        x_KHM = x_HM.expand_as(w_KHM)
        k_HL = wave_sum(x_KHM.flatten(0, 1), w_KHM.flatten(0, 1), L, self.C.dtype)
        return k_HL.view(*w_KHM.shape[:2], -1)

    def initial_state(self, batch: int) -> State:
        """Modes at rest (B, H, M, 2), transition (H, M, 2) and readout (K, H, M, 2)."""
        transition, readout = self.recurrence()
        return transition.new_zeros(batch, *transition.shape), transition, readout

    def recurrence(self) -> tuple[Tensor, Tensor]:
        """The same system as a step: s' = transition s + u, y = readout . s'.

        The first product is complex; the second is a plain sum over modes and their two parts.
        """
        x_HM, w_KHM = self.discretise()
        transition = torch.view_as_real(torch.exp(x_HM))
        readout = torch.view_as_real(2 * w_KHM.conj().resolve_conj())
        return transition.to(self.C.dtype), readout.to(self.C.dtype)

    def step(self, u_BH: Tensor, state: State) -> tuple[Tensor, State]:
        """The outputs of one item, (B, K, H)."""
        return step_modes(u_BH, state)

    def lowered(self, code: Code, state: State, through: Tensor) -> tuple[Vector, System]:
        """Modes that nothing couples."""
        return lower_modes(code, state, through)

    def passage(self, L: int, T: int, *, is_state_wanted: bool = True) -> Passage:  # noqa: ARG002
        """What L items are convolved by in blocks of T, states passed on."""
        return passage_of_waves(self.discretise(), L, T, self.C.dtype)

    def carry(self, u_BLH: Tensor, state: State) -> tuple[Tensor, State]:
        """What a state adds to the outputs of L items, (B, K, H, L), and the state behind them."""
        modes, *system = state
        x_HM, w_KHM = self.discretise()
        y_BKHL = state_waves(x_HM, 2 * w_KHM, complex_of(modes), u_BLH.shape[1])
        after = advanced_waves(x_HM, complex_of(modes), u_BLH)
        return y_BKHL.to(self.C.dtype), (torch.view_as_real(after).to(modes.dtype), *system)

    def discretise(self) -> tuple[Complex, Complex]:
        """Every mode's x (H, M) and w (K, H, M), complex128: few, and errors in x grow with L."""
        A_HM, dt_HM = self.A(), self.dt()
        w_KHM = self.to_features(complex_of(self.B[0])) * self._audible(complex_of(self.C))
        x_HM, half_HM = dt_HM * A_HM, dt_HM * A_HM / 2
        match self.options.discretization:
            case "zoh":
                return x_HM, w_KHM * (torch.exp(x_HM) - 1) / A_HM
            case "bilinear":
                log_HM = torch.log((1 + half_HM) / (1 - half_HM))
                return log_HM, w_KHM * dt_HM / (1 - half_HM)
            case "dss":
                return x_HM, w_KHM * (torch.exp(x_HM) - 1) * self._shares(A_HM, x_HM) / 2

    def _audible(self, C_KHM: Complex) -> Complex:
        """C without the modes above the band limit."""
        if self.options.bandlimit is None:
            return C_KHM
        turns_HM = self.dt() * self.A().imag.abs() / math.tau  # per item
        return C_KHM * (turns_HM < self.options.bandlimit / 2)

    def _shares(self, A_HM: Complex, x_HM: Complex) -> Complex:
        """1 / (A (e^(dt A l) - 1)), which makes a sum over l items of e^(dt A) into 1."""
        l_kernel = self.options.l_kernel
        sum_HM = -A_HM if l_kernel is None else A_HM * (torch.exp(x_HM * l_kernel) - 1)
        return sum_HM.conj() / (sum_HM.abs().square() + DSS_FLOOR)

    def _steps_a_feature(self) -> int:
        return 1 if self.options.dt_tie else self.options.d_state // 2


def step_modes(u_BH: Tensor, state: State) -> tuple[Tensor, State]:
    """One step of modes (B, H, M, 2) with a transition and readouts: (B, K, H), and the state."""
    modes_BHM2, transition_HM2, readout_KHM2 = state
    moved_BHM = torch.view_as_complex(modes_BHM2) * torch.view_as_complex(transition_HM2)
    modes_BHM2 = torch.view_as_real(moved_BHM + u_BH.unsqueeze(-1))
    y_BKH = (modes_BHM2.unsqueeze(1) * readout_KHM2).sum((-1, -2))
    return y_BKH, (modes_BHM2, transition_HM2, readout_KHM2)
