"""Three ways to take a step of an S4 kernel, and to carry a state of each over a stretch."""

# B batch   H features   M complex modes, N = 2 M real states   R rank   K outputs
#
# dense     s' = dA s + dB u                      N^2 products; the state is real, (Re x, Im x)
# linear    x' = t x + b u - push Re(pull . x)    N (R + 1) products, by Woodbury's formula; complex
# diagonal  z' = t z + u                          N products, by the eigenvalues of dA; complex
#
# The last is only as good as the eigenvectors, and those of HiPPO matrices are far from orthogonal:
# its weights cancel to a part in 10^8 or less. It is kept in float64 whatever the parameters are.
#
# The largest difference from `forward`, of the largest output, over 2,000 items of white noise, for
# dt from 0.001 to 0.1:
#
#                        float64                              float32
#           N     dense   linear   diagonal          dense   linear   diagonal
# legs      16    2e-14   2e-13    1e-08             5e-06   1e-05    5e-08
#           64    3e-14   1e-13    2e-07             5e-06   7e-06    2e-07
# legt      16    1e-14   8e-14    1e-08             1e-05   1e-05    5e-08
#           64    4e-14   2e-13    4e-08             1e-05   9e-06    5e-08
# fourier   16    2e-14   1e-13    8e-13             9e-06   9e-06    6e-08
#           64    5e-14   2e-13    1e-12             1e-05   2e-05    5e-08

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from attrs import field, frozen
from torch import Tensor

from graphnet.build.protocols import State
from graphnet_s4.modules import dense
from graphnet_s4.modules.dense import System
from graphnet_s4.modules.diagonal import step_modes
from graphnet_s4.modules.kernel import complex_of
from graphnet_s4.modules.waves import advanced_waves, state_waves

if TYPE_CHECKING:
    from graphnet_s4.modules.low_rank import LowRankKernel


@frozen
class Eigen:
    """dA by its eigenvalues: log of each (H, N), and its weight in the outputs (K, H, N)."""

    x: Tensor = field(eq=False)
    w: Tensor = field(eq=False)


def system_of(kernel: LowRankKernel) -> State:
    """The tensors behind the state proper, in the parameters' dtype; eigenvalues in float64."""
    dtype = torch.float64 if kernel.options.recurrence == "diagonal" else kernel.C.dtype
    return tuple(part.to(dtype) for part in _system(kernel))


def _system(kernel: LowRankKernel) -> State:
    match kernel.options.recurrence:
        case "dense":
            system = kernel.system()
            return system.dA, system.dB, system.C
        case "linear":
            return woodbury(kernel)
        case "diagonal":
            eigen = _eigen(kernel.system())
            return _pairs(torch.exp(eigen.x)), _pairs(eigen.w.conj().resolve_conj())


def step_once(recurrence: str, u_BH: Tensor, state: State) -> tuple[Tensor, State]:
    """The outputs (B, K, H) of one item, and the state behind it."""
    match recurrence:
        case "dense":
            return _step_dense(u_BH, state)
        case "linear":
            return _step_linear(u_BH, state)
        case _:
            y_BKH, state = step_modes(u_BH.double(), state)
            return y_BKH.to(u_BH.dtype), state


def _step_dense(u_BH: Tensor, state: State) -> tuple[Tensor, State]:
    s_BHN, dA_HNN, dB_HN, C_KHN = state
    moved_BHN = (dA_HNN @ s_BHN.permute(1, 2, 0)).permute(2, 0, 1)
    s_BHN = moved_BHN + dB_HN * u_BH.unsqueeze(-1)
    y_BKH = (s_BHN.unsqueeze(1) * C_KHN).sum(-1)
    return y_BKH, (s_BHN, dA_HNN, dB_HN, C_KHN)


def _step_linear(u_BH: Tensor, state: State) -> tuple[Tensor, State]:
    x_BHM2, t_HM2, b_HM2, push_RHM2, pull_RHM2, readout_KHM2 = state
    pulled_BRH11 = (x_BHM2.unsqueeze(1) * pull_RHM2).sum((-1, -2))[..., None, None]
    turned = torch.view_as_complex(x_BHM2) * torch.view_as_complex(t_HM2)
    x_BHM2 = torch.view_as_real(turned) + b_HM2 * u_BH[..., None, None]
    x_BHM2 = x_BHM2 - (push_RHM2 * pulled_BRH11).sum(1)
    y_BKH = (x_BHM2.unsqueeze(1) * readout_KHM2).sum((-1, -2))
    return y_BKH, (x_BHM2, *state[1:])


def carry(
    kernel: LowRankKernel, whole: System, u_BLH: Tensor, state: State
) -> tuple[Tensor, State]:
    """What a state adds to the outputs of L items, (B, K, H, L), and the state behind them."""
    s, *system = state
    L = u_BLH.shape[1]
    if kernel.options.recurrence == "diagonal":
        eigen, z = _eigen(whole), complex_of(s)
        y_BKHL, after = state_waves(eigen.x, eigen.w, z, L), advanced_waves(eigen.x, z, u_BLH)
        return y_BKHL.to(kernel.C.dtype), (_pairs(after), *system)
    is_pairs = kernel.options.recurrence == "linear"
    s_BHN = s.double().transpose(-1, -2).flatten(2) if is_pairs else s.double()
    y_BKHL = dense.state_response(whole, s_BHN, L)
    after = dense.advanced_state(whole, s_BHN, u_BLH)
    after = halves(after) if is_pairs else after
    return y_BKHL.to(kernel.C.dtype), (after.to(s.dtype), *system)


def to_real(recurrence: str, state: State) -> Tensor | None:
    """The state as real before imaginary parts (B, H, N), float64, where it has such a form."""
    match recurrence:
        case "dense":
            return state[0].double()
        case "linear":
            return state[0].double().transpose(-1, -2).flatten(2)
        case _:
            return None


def from_real(recurrence: str, real_BHN: Tensor, state: State) -> State:
    """A state with these numbers in it."""
    s_BHN = halves(real_BHN) if recurrence == "linear" else real_BHN
    return s_BHN.to(state[0].dtype), *state[1:]


def woodbury(kernel: LowRankKernel) -> tuple[Tensor, ...]:
    """Transition, input, push, pull and readout of the linear recurrence."""
    dA, dB = kernel.discretise()
    C_KHN = kernel.output_vector(dA, kernel.options.l_kernel)
    transition, push, pull = coupling(kernel)
    return transition, halves(dB), push, pull, halves(C_KHN)


def coupling(kernel: LowRankKernel) -> tuple[Tensor, Tensor, Tensor]:
    """Transition (H, M, 2), push and pull (R, H, M, 2) of the linear recurrence."""
    t_HM, push_HRM, pull_HRM, _ = kernel.coupled()
    push_RHM, pull_RHM = push_HRM.transpose(0, 1), pull_HRM.transpose(0, 1)
    return _pairs(t_HM), _pairs(push_RHM), _pairs(pull_RHM.conj().resolve_conj())


def _eigen(system: System) -> Eigen:
    values_HN, V_HNN = torch.linalg.eig(system.dA)
    dB_HN = torch.linalg.solve(V_HNN, system.dB.to(V_HNN.dtype))
    read_KHN = (system.C.transpose(0, 1).to(V_HNN.dtype) @ V_HNN).transpose(0, 1)
    return Eigen(x=torch.log(values_HN), w=read_KHN * dB_HN)


def _pairs(z: Tensor) -> Tensor:
    return torch.view_as_real(z).contiguous()


def halves(real: Tensor) -> Tensor:
    """(..., N) with real parts before imaginary parts, as pairs (..., M, 2)."""
    return torch.stack(real.chunk(2, dim=-1), dim=-1)
