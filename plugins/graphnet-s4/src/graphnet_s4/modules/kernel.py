"""What the kernels of both kinds of state matrix learn, and how they are used."""

# H features   S independent state matrices, each shared by H/S features   N real states
# M = N/2 complex modes   K kernels a feature, K = channels x (gated?) x (both ways?)   L length
#
# A  the modes' decay and turn   A = -decay(A_real) - i A_imag
# B  input vector   C  output vector   dt  step of the discretisation
#
# Complex values are pairs in the last axis; no parameter is complex.

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, System, Vector
from graphnet_s4.flavour import traits_of
from graphnet_s4.inits import parts_of
from graphnet_s4.modules.passing import Passage
from graphnet_s4.modules.starts import Starts, starts
from graphnet_s4.options import S4DOptions, S4Options, kernels_of

LEAST = 1e-4  # A starts no nearer to 0 than this, so that its logarithm exists
Complex = Tensor


class StateSpaceKernel(nn.Module, ABC):
    """The parameters of H state-space models with K outputs each."""

    def __init__(self, options: S4Options | S4DOptions, H: int) -> None:
        super().__init__()
        self.options = options
        self.H, self.S = H, _systems(options, H)
        begin = starts(options, self.S)
        self.C = nn.Parameter(self._drawn_c(begin))
        self.B = nn.Parameter(pairs_of(begin.B).unsqueeze(0))
        self.inv_dt = nn.Parameter(self._drawn_inv_dt())
        decay, turn = torch.tensor(-begin.A.real), torch.tensor(-begin.A.imag)
        self.A_real = nn.Parameter(self._inv_decay(decay.clamp_min(LEAST)))
        self.A_imag = nn.Parameter(turn.clamp_min(LEAST).to(torch.get_default_dtype()))
        self._register_more(begin)

    def _register_more(self, begin: Starts) -> None:
        """What this kind of state matrix has beside its modes."""

    @abstractmethod
    def forward(self, L: int) -> Tensor:
        """The impulse responses, (K, H, L)."""

    @abstractmethod
    def initial_state(self, batch: int) -> State:
        """Modes at rest, then the discretised system they are advanced with."""

    @abstractmethod
    def step(self, u_BH: Tensor, state: State) -> tuple[Tensor, State]:
        """The outputs of one item, (B, K, H)."""

    @abstractmethod
    def lowered(self, code: Code, state: State, through: Tensor) -> tuple[Vector, System]:
        """The state as it is kept, and what an operation does with it; `through` is (K, H)."""

    @abstractmethod
    def carry(self, u_BLH: Tensor, state: State) -> tuple[Tensor, State]:
        """What a state adds to the outputs of L items, (B, K, H, L), and the state behind them."""

    @abstractmethod
    def passage(self, L: int, T: int, *, is_state_wanted: bool = True) -> Passage:
        """What L items are convolved by in blocks of T, states passed on."""

    @property
    def passed_shape(self) -> tuple[int, int]:
        """(H, Q) of a state as a passage has it."""
        return self.H, self.options.d_state

    def to_passed(self, state: State) -> Tensor | None:
        """The state (B, H, Q) as a passage has it, float64; None where it has no such form."""
        return state[0].double().flatten(2)

    def from_passed(self, passed_BHQ: Tensor, state: State) -> State:
        """The state with what a passage leaves in it."""
        return passed_BHQ.view(state[0].shape).to(state[0].dtype), *state[1:]

    def stretch(self, u_BLH: Tensor, state: State) -> tuple[Tensor, Tensor, State]:
        """The impulse responses over L items (K, H, L), then what `carry` gives."""
        return self(u_BLH.shape[1]), *self.carry(u_BLH, state)

    def _drawn_c(self, begin: Starts) -> Tensor:
        """Complex normal; or what gives the first state of the init's own basis."""
        K, M = kernels_of(self.options), self.options.d_state // 2
        if self.options.deterministic:
            return pairs_of(begin.first).repeat(K, self.H // self.S, 1, 1)
        return torch.randn(K, self.H, M, 2) * math.sqrt(0.5)

    def _drawn_inv_dt(self) -> Tensor:
        """What gives a log-uniform dt between the two bounds, or an even one."""
        low, high = math.log(self.options.dt_min), math.log(self.options.dt_max)
        if self.options.deterministic:
            log_dt = torch.linspace(low, high, self.H).unsqueeze(-1)
        else:
            log_dt = torch.rand(self.H, self._steps_a_feature()) * (high - low) + low
        match self._dt_transform():
            case "exp":
                inv_dt = log_dt
            case _:
                inv_dt = torch.log(torch.expm1(torch.exp(log_dt)))
        return torch.asinh(inv_dt) if self.options.dt_fast else inv_dt

    def _steps_a_feature(self) -> int:
        """1, or M where each mode has a dt of its own."""
        return 1

    def _inv_decay(self, decay: Tensor) -> Tensor:
        inv = decay.log() if self.options.real_transform == "exp" else decay
        return inv.to(torch.get_default_dtype())

    def _dt_transform(self) -> str:
        return self.options.dt_transform or traits_of(self.options.flavour).dt_transform

    def dt(self) -> Tensor:
        """(H, 1), or (H, M), float64."""
        inv_dt = self.inv_dt.double()
        inv_dt = torch.sinh(inv_dt) if self.options.dt_fast else inv_dt
        return torch.exp(inv_dt) if self._dt_transform() == "exp" else functional.softplus(inv_dt)

    def A(self) -> Complex:  # as the field names it
        """(H, M), complex128."""
        A_real = self.A_real.double()
        if self.options.real_transform == "exp":
            decay = torch.exp(A_real)
        else:
            decay = functional.relu(A_real) + LEAST
        return self.to_features(torch.complex(-decay, -self.A_imag.double()))

    def to_features(self, each_SM: Tensor) -> Tensor:
        """(..., S, M) to (..., H, M): feature h has the system h modulo S."""
        v = self.H // self.S
        spread = each_SM.unsqueeze(-3).expand(*each_SM.shape[:-2], v, *each_SM.shape[-2:])
        return spread.flatten(-3, -2)


def complex_of(pairs: Tensor) -> Complex:
    """Complex128 out of a parameter that holds pairs."""
    return torch.view_as_complex(pairs.double())


def pairs_of(values: object) -> Tensor:
    """A parameter's pairs out of complex numbers."""
    return torch.view_as_real(torch.tensor(values)).to(torch.get_default_dtype())


def _systems(options: S4Options | S4DOptions, H: int) -> int:
    """S, which divides H and is shared evenly by the inits."""
    count, parts = options.n_ssm, len(parts_of(options.init))
    if count is None:
        count = parts if traits_of(options.flavour).has_shared_ssm else H
    S = H if count == "H" else count
    if H % S or S % parts:
        raise ValueError(f"{S} state matrices are not shared evenly by {H} features")
    return S
