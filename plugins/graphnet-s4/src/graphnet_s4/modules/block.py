"""One residual state-space block, over a whole sequence, a stretch of it or one item at a time."""

# B batch   L length   H features   K kernels a feature
#
#   y = x + final_act(W act(K * norm(x) + D norm(x)))       * is convolution over time

from __future__ import annotations

import torch
from attrs import evolve
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import Code, State, Vector
from graphnet_s4.choice import block_of, least_passed
from graphnet_s4.modules.convolution import convolve_both_ways, convolve_causally
from graphnet_s4.modules.dropout import build_dropout, drops
from graphnet_s4.modules.gated import gated_residual
from graphnet_s4.modules.kernel import StateSpaceKernel
from graphnet_s4.modules.lowering import lower_block
from graphnet_s4.modules.norm import build_norm
from graphnet_s4.modules.passing import Passage, pass_through
from graphnet_s4.modules.precision import full_precision
from graphnet_s4.modules.products import is_recorded, is_traced
from graphnet_s4.modules.remembered import Remembered
from graphnet_s4.options import SSMOptions, heads_of


class StateSpaceBlock(nn.Module):
    """Norm, convolution, activation, linear layer, residual."""

    def __init__(self, options: SSMOptions, kernel: StateSpaceKernel, H: int) -> None:
        super().__init__()
        self.options = options
        self.norm = build_norm(options.norm_kind, H)
        self.kernel = kernel
        self.D = nn.Parameter(torch.randn(heads_of(options), H))
        self._passages: Remembered[Passage] = Remembered()
        is_gated = options.final_act == "glu"
        self.output = (
            nn.Identity()
            if options.final_act == "none"
            else nn.Linear(options.channels * H, (1 + is_gated) * H)
        )
        self.dropout = build_dropout(options.dropout)
        self.residual_dropout = build_dropout(options.last_dropout)

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        """(B, L, H) to (B, L, H); items from `lengths` on are padding that reaches no other."""
        u_BLH = self.norm(main)
        if lengths is not None:
            u_BLH = u_BLH.masked_fill(_is_padding(main.shape[1], lengths), 0.0)
        return self._added(self.convolved(u_BLH), main)

    def convolved(self, u_BLH: Tensor) -> Tensor:
        """The state-space part: (B, L, K H), each head's H features side by side."""
        with full_precision(u_BLH.device):
            if not self._is_passed(u_BLH):
                return self._convolved(u_BLH, self.kernel(u_BLH.shape[1]))
            state = u_BLH.new_zeros(len(u_BLH), *self.kernel.passed_shape, dtype=torch.float64)
            return self._passed(u_BLH, state, is_state_wanted=False)[0]

    def initial_state(self, batch: int) -> State:
        """A state at rest, then the discretised system it is advanced with."""
        return self.kernel.initial_state(batch)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """(B, H) to (B, H)."""
        u_BH = self.norm(main)
        y_BKH, state = self.kernel.step(u_BH, state)
        y_BKH = y_BKH + self.D * u_BH.unsqueeze(1)
        return main + self._mixed(y_BKH.flatten(1)), state

    def lower(self, code: Code, state: State, main: Vector) -> Vector:
        """A step as operations."""
        return lower_block(self, code, state, main)

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """(B, L, H) to (B, L, H), as L steps would, and the state behind them."""
        u_BLH = self.norm(main)
        with full_precision(main.device):
            passed_BHQ = self.kernel.to_passed(state)
            if passed_BHQ is not None and self._may_pass(u_BLH):  # no kernel to be made
                y_BLG, passed_BHQ = self._passed(u_BLH, passed_BHQ, is_state_wanted=True)
                state = self.kernel.from_passed(passed_BHQ, state)
            else:
                k_KHL, carried_BKHL, state = self.kernel.stretch(u_BLH, state)
                y_BLG = self._convolved(u_BLH, k_KHL) + carried_BKHL.flatten(1, 2).mT
        return main + self._mixed(y_BLG), state

    def _is_passed(self, u_BLH: Tensor) -> bool:
        """Whether a sequence goes block by block: a matter of options, length and the device."""
        return self._may_pass(u_BLH) and u_BLH.shape[1] >= least_passed(self.options)

    def _may_pass(self, u_BLH: Tensor) -> bool:
        """Not while a program is made of it, and on other devices only where it is asked for."""
        if is_traced() or self.options.bidirectional or self.options.convolution == "fft":
            return False
        return self.options.convolution == "passing" or u_BLH.device.type == "cpu"

    def _passed(
        self, u_BLH: Tensor, state_BHQ: Tensor, *, is_state_wanted: bool
    ) -> tuple[Tensor, Tensor]:
        """Block by block, from a state."""
        L, T = u_BLH.shape[1], block_of(u_BLH.shape[1])
        key = (T, L % T if is_state_wanted else 0, is_state_wanted)
        passage = self._passages.find(
            self.kernel, key, lambda: self.kernel.passage(L, T, is_state_wanted=is_state_wanted)
        )
        first_KH1 = passage.local[..., :1] + self.D.unsqueeze(-1)
        local_KHT = torch.cat((first_KH1, passage.local[..., 1:]), dim=-1)
        return pass_through(u_BLH.to(local_KHT.dtype), evolve(passage, local=local_KHT), state_BHQ)

    def _convolved(self, u_BLH: Tensor, k_KHL: Tensor) -> Tensor:
        """(B, L, K H): each head's H features side by side."""
        ahead_KHL: Tensor | None = None
        if self.options.bidirectional:
            k_KHL, ahead_KHL = k_KHL.chunk(2)
        k_KHL = torch.cat((k_KHL[..., :1] + self.D.unsqueeze(-1), k_KHL[..., 1:]), dim=-1)
        u_BLH = u_BLH.to(k_KHL.dtype)
        heads = [
            convolve_causally(u_BLH, k_HL)
            if ahead_KHL is None
            else convolve_both_ways(u_BLH, k_HL, ahead_KHL[i])
            for i, k_HL in enumerate(k_KHL)
        ]
        return heads[0] if len(heads) == 1 else torch.cat(heads, dim=-1)

    def _added(self, y: Tensor, main: Tensor) -> Tensor:
        """The input and what becomes of the convolution; the usual way of it keeps less."""
        is_usual = (self.options.activation, self.options.final_act) == ("gelu", "glu")
        match self.output:
            case nn.Linear(weight=weight, bias=bias) if is_usual and self._is_plainly_learning:
                return gated_residual(y, weight, bias, main)
            case _:
                return main + self._mixed(y)

    @property
    def _is_plainly_learning(self) -> bool:
        return is_recorded() and not drops(self.dropout, self.residual_dropout)

    def _mixed(self, y: Tensor) -> Tensor:
        z = self.dropout(_activated(self.dropout(y), self.options.activation))
        mixed: Tensor = _activated(self.output(z), self.options.final_act)
        return self.residual_dropout(mixed)  # type: ignore[no-any-return]  # torch types it so


def _activated(y: Tensor, activation: str) -> Tensor:
    match activation:
        case "gelu":
            return functional.gelu(y)
        case "glu":
            return functional.glu(y, dim=-1)
        case "relu":
            return functional.relu(y)
        case _:
            return y


def _is_padding(L: int, lengths: Tensor) -> Tensor:
    """(B, L, 1): what a kernel that looks ahead must not see."""
    places_L = torch.arange(L, device=lengths.device)
    return (places_L >= lengths.unsqueeze(-1)).unsqueeze(-1)
