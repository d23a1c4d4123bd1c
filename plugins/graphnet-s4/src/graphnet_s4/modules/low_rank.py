"""The S4 kernel: a diagonal plus low-rank state-space model per channel, discretised bilinearly."""

# H features   M complex modes, N = 2 M real states   R rank   K kernels a feature   L length
#
#   A = diag(modes) - P P^*   on the modes and their conjugates together; on the real vector
#   (Re x, Im x) that is   [re -im; im re] - 2 p p^T   with p = (Re P, Im P), and C is 2 (Re, -Im)
#
#   dA = (1 - dt A/2)^-1 (1 + dt A/2)      dB = (1 - dt A/2)^-1 dt B
#
# The parameter C is read as C (1 - dA^l), l = l_kernel: it is solved for. None stands for l without
# end, where dA^l is nothing.

from __future__ import annotations

from typing import final

import torch
from attrs import astuple
from torch import Tensor, nn

from graphnet.build.protocols import Code, State, Vector
from graphnet.build.protocols import System as Told
from graphnet_s4.modules import dense, recurrences
from graphnet_s4.modules.dense import System
from graphnet_s4.modules.fed_tables import tables_of
from graphnet_s4.modules.feedback import Feedback
from graphnet_s4.modules.kernel import StateSpaceKernel, complex_of, pairs_of
from graphnet_s4.modules.lowered_low_rank import lower_low_rank
from graphnet_s4.modules.passing import Passage
from graphnet_s4.modules.remade import remade
from graphnet_s4.modules.starts import Starts
from graphnet_s4.options import S4Options


@final
class LowRankKernel(StateSpaceKernel):
    """Parameters of S4 as real tensors; complex values are pairs in the last axis."""

    options: S4Options

    def _register_more(self, begin: Starts) -> None:
        self.P = nn.Parameter(pairs_of(begin.P))

    def forward(self, L: int) -> Tensor:
        """The impulse responses, (K, H, L)."""

        def response(kernel: LowRankKernel) -> tuple[Tensor, ...]:
            return (dense.impulse_response(kernel.system(), L, kernel.C.dtype),)

        (k_KHL,) = remade(self, response)
        return k_KHL

    def passage(self, L: int, T: int, *, is_state_wanted: bool = True) -> Passage:
        """What L items are convolved by in blocks of T, states passed on."""
        system = Feedback(*remade(self, lambda kernel: astuple(kernel.feedback(), recurse=False)))
        into, out, local, moved = tables_of(system, T, self.C.dtype)
        rest_HNN = self._over(L % T) if is_state_wanted and L % T else moved
        return Passage(into, out, local, moved, rest_HNN)

    def coupled(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """DA without its N x N numbers, by Woodbury's formula: t, push and pull, and D before all.

        With D = 1 / (1 - dt modes/2) and G = 1 + dt Re(P^* D P), (1 - dt A/2)^-1 z is
        D z - dt/2 D P r with r = 2 G^-1 Re(P^* D z), and dA = 2 (1 - dt A/2)^-1 - 1.
        """
        dt_H1, P_HRM = self.dt(), self.to_features(complex_of(self.P)).transpose(0, 1)
        half_HM = dt_H1 / 2 * self.A()
        D_HM = 1 / (1 - half_HM)
        PD_HRM = P_HRM.conj() * D_HM.unsqueeze(1)
        G_HRR = dt_H1.unsqueeze(-1) * (PD_HRM @ P_HRM.mT).real
        G_HRR = G_HRR + torch.eye(P_HRM.shape[1], dtype=G_HRR.dtype, device=G_HRR.device)
        pull_HRM = torch.linalg.solve(G_HRR.to(PD_HRM.dtype), 4 * PD_HRM)
        push_HRM = dt_H1.unsqueeze(-1) / 2 * D_HM.unsqueeze(1) * P_HRM
        return (1 + half_HM) * D_HM, push_HRM, pull_HRM, D_HM

    def feedback(self) -> Feedback:
        """The discretised system as modes that are fed back."""
        t_HM, push_HRM, pull_HRM, D_HM = self.coupled()
        B_HM = self.to_features(complex_of(self.B[0]))
        pulled_HR1 = (pull_HRM * B_HM.unsqueeze(1)).real.sum(-1, keepdim=True)
        return Feedback(
            t=t_HM,
            b=self.dt() * (D_HM * B_HM - (push_HRM * pulled_HR1 / 2).sum(1)),
            push=push_HRM,
            pull=pull_HRM,
            c=self._readout(),
        )

    def _readout(self) -> Tensor:
        """(H, K, M), of which Re(c z) is heard."""
        l_kernel = self.options.l_kernel
        dA = self.C if l_kernel is None else self.discretise()[0]
        re_KHM, im_KHM = self.output_vector(dA, l_kernel).chunk(2, dim=-1)
        return torch.complex(re_KHM, -im_KHM).transpose(0, 1)

    def _over(self, count: int) -> Tensor:
        """What a state becomes over so many items, to be read from the left."""
        return dense.power_of(self.discretise()[0], count).mT

    def initial_state(self, batch: int) -> State:
        """A state at rest, then the discretised system it is advanced with."""
        system = recurrences.system_of(self)
        return system[0].new_zeros(batch, *self._state_shape()), *system

    def step(self, u_BH: Tensor, state: State) -> tuple[Tensor, State]:
        """The outputs of one item, (B, K, H)."""
        return recurrences.step_once(self.options.recurrence, u_BH, state)

    def lowered(self, code: Code, state: State, through: Tensor) -> tuple[Vector, Told]:
        """Modes and the directions that couple them."""
        return lower_low_rank(self, code, state, through)

    def carry(self, u_BLH: Tensor, state: State) -> tuple[Tensor, State]:
        """What a state adds to the outputs of L items, (B, K, H, L), and the state behind them."""
        return recurrences.carry(self, self.system(), u_BLH, state)

    def stretch(self, u_BLH: Tensor, state: State) -> tuple[Tensor, Tensor, State]:
        """The responses of one system, which costs more than a few items, and what it carries."""
        system = self.system()
        k_KHL = dense.impulse_response(system, u_BLH.shape[1], self.C.dtype)
        return k_KHL, *recurrences.carry(self, system, u_BLH, state)

    def to_passed(self, state: State) -> Tensor | None:
        """Real parts before imaginary parts; eigenvectors have no such form."""
        return recurrences.to_real(self.options.recurrence, state)

    def from_passed(self, passed_BHQ: Tensor, state: State) -> State:
        """The state with what a passage leaves in it."""
        return recurrences.from_real(self.options.recurrence, passed_BHQ, state)

    def _state_shape(self) -> tuple[int, ...]:
        match self.options.recurrence:
            case "dense":
                return self.H, self.options.d_state
            case "linear":
                return self.H, self.options.d_state // 2, 2
            case "diagonal":
                return self.H, self.options.d_state, 2

    def system(self) -> System:
        """The discretised system on real vectors."""
        dA, dB = self.discretise()
        return System(dA=dA, dB=dB, C=self.output_vector(dA, self.options.l_kernel))

    def discretise(self) -> tuple[Tensor, Tensor]:
        """DA (H, N, N) and dB (H, N)."""
        half_HNN = self.dt().unsqueeze(-1) / 2 * self._matrix()
        one = torch.eye(self.options.d_state, dtype=torch.float64, device=half_HNN.device)
        B_HM = self.to_features(complex_of(self.B[0]))
        dtB_HN = self.dt() * torch.cat((B_HM.real, B_HM.imag), dim=-1)
        right = torch.cat((one + half_HNN, dtB_HN.unsqueeze(-1)), dim=-1)
        solved = torch.linalg.solve(one - half_HNN, right)
        return solved[..., :-1], solved[..., -1]

    def _matrix(self) -> Tensor:
        """A on real vectors, (H, N, N)."""
        A_HM = self.A()
        re, im = torch.diag_embed(A_HM.real), torch.diag_embed(A_HM.imag)
        P_RHM = self.to_features(complex_of(self.P))
        p_HRN = torch.cat((P_RHM.real, P_RHM.imag), dim=-1).transpose(0, 1)
        rotation = torch.cat((torch.cat((re, -im), dim=-1), torch.cat((im, re), dim=-1)), dim=-2)
        return rotation - 2 * p_HRN.mT @ p_HRN

    def output_vector(self, dA: Tensor, l_kernel: int | None) -> Tensor:
        """C on real vectors, (K, H, N), out of a parameter that is C (1 - dA^l)."""
        C_KHM = complex_of(self.C)
        C_KHN = 2 * torch.cat((C_KHM.real, -C_KHM.imag), dim=-1)
        if l_kernel is None:
            return C_KHN
        one = torch.eye(dA.shape[-1], dtype=dA.dtype, device=dA.device)
        left_HNN = (one - dense.power_of(dA, l_kernel)).mT
        solved_HNK: Tensor = torch.linalg.solve(left_HNN, C_KHN.permute(1, 2, 0))
        return solved_HNK.permute(2, 0, 1)
