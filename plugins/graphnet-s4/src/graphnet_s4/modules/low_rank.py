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
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.func import functional_call

from graphnet.build.protocols import State
from graphnet_s4.modules import dense, recurrences
from graphnet_s4.modules.dense import System
from graphnet_s4.modules.kernel import StateSpaceKernel, complex_of, pairs_of
from graphnet_s4.modules.precision import full_precision
from graphnet_s4.modules.starts import Starts
from graphnet_s4.options import S4Options

LEARNT = ("C", "B", "inv_dt", "A_real", "A_imag", "P")


@final
class LowRankKernel(StateSpaceKernel):
    """Parameters of S4 as real tensors; complex values are pairs in the last axis."""

    options: S4Options

    def _register_more(self, begin: Starts) -> None:
        self.P = nn.Parameter(pairs_of(begin.P))

    def forward(self, L: int, *, is_kept: bool = False) -> Tensor:
        """The impulse responses, (K, H, L); `is_kept`: with all that lies before them."""
        if is_kept:
            return dense.impulse_response(self.system(), L, self.C.dtype)
        named = {name: getattr(self, name) for name in LEARNT}
        # torch leaves `apply` untyped
        k_KHL: Tensor = _Response.apply(self, L, *named.values())  # type: ignore[no-untyped-call]
        return k_KHL

    def initial_state(self, batch: int) -> State:
        """A state at rest, then the discretised system it is advanced with."""
        system = recurrences.system_of(self)
        return system[0].new_zeros(batch, *self._state_shape()), *system

    def step(self, u_BH: Tensor, state: State) -> tuple[Tensor, State]:
        """The outputs of one item, (B, K, H)."""
        return recurrences.step_once(self.options.recurrence, u_BH, state)

    def carry(self, u_BLH: Tensor, state: State) -> tuple[Tensor, State]:
        """What a state adds to the outputs of L items, (B, K, H, L), and the state behind them."""
        return recurrences.carry(self, self.system(), u_BLH, state)

    def stretch(self, u_BLH: Tensor, state: State) -> tuple[Tensor, Tensor, State]:
        """The responses of one system, which costs more than a few items, and what it carries."""
        system = self.system()
        k_KHL = dense.impulse_response(system, u_BLH.shape[1], self.C.dtype)
        return k_KHL, *recurrences.carry(self, system, u_BLH, state)

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


class _Response(torch.autograd.Function):
    """Keeps the parameters alone for the backward pass, and computes the rest again.

    What lies between them and the kernel is small beside one forward call, but there is a matrix
    for each power and channel: 60 MB for 64 channels, in every block of a network.
    """

    @staticmethod
    def forward(ctx: FunctionCtx, kernel: LowRankKernel, L: int, *learnt: Tensor) -> Tensor:
        ctx.kernel, ctx.length = kernel, L  # type: ignore[attr-defined]  # where torch keeps such
        ctx.save_for_backward(*learnt)
        return kernel(L, is_kept=True)  # type: ignore[no-any-return]  # calls are untyped

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g_KHL: Tensor) -> tuple[Tensor | None, ...]:
        kernel, L = ctx.kernel, ctx.length  # type: ignore[attr-defined]  # set above
        is_wanted = ctx.needs_input_grad[2:]  # type: ignore[attr-defined]  # set by torch
        saved: tuple[Tensor, ...] = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        with torch.enable_grad(), full_precision(g_KHL.device):
            learnt = [p.detach().requires_grad_(w) for p, w in zip(saved, is_wanted, strict=True)]
            named = dict(zip(LEARNT, learnt, strict=True))
            k_KHL = functional_call(kernel, named, (L,), {"is_kept": True})
            wanted = [p for p in learnt if p.requires_grad]
            found = iter(torch.autograd.grad(k_KHL, wanted, g_KHL))
        return None, None, *(next(found) if w else None for w in is_wanted)
