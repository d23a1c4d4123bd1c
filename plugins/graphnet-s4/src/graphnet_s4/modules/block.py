"""One residual state-space block, over a whole sequence, a stretch of it or one item at a time."""

# B batch   L length   H features   K kernels a feature
#
#   y = x + final_act(W act(K * norm(x) + D norm(x)))       * is convolution over time

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import State
from graphnet_s4.modules.convolution import convolve_both_ways, convolve_causally
from graphnet_s4.modules.dropout import build_dropout
from graphnet_s4.modules.kernel import StateSpaceKernel
from graphnet_s4.modules.norm import build_norm
from graphnet_s4.modules.precision import full_precision
from graphnet_s4.options import SSMOptions, heads_of


class StateSpaceBlock(nn.Module):
    """Norm, convolution, activation, linear layer, residual."""

    def __init__(self, options: SSMOptions, kernel: StateSpaceKernel, H: int) -> None:
        super().__init__()
        self.options = options
        self.norm = build_norm(options.norm_kind, H)
        self.kernel = kernel
        self.D = nn.Parameter(torch.randn(heads_of(options), H))
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
        with full_precision(main.device):
            y_BLG = self._convolved(u_BLH, self.kernel(u_BLH.shape[1]))
        return main + self._mixed(y_BLG)

    def initial_state(self, batch: int) -> State:
        """A state at rest, then the discretised system it is advanced with."""
        return self.kernel.initial_state(batch)

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """(B, H) to (B, H)."""
        u_BH = self.norm(main)
        y_BKH, state = self.kernel.step(u_BH, state)
        y_BKH = y_BKH + self.D * u_BH.unsqueeze(1)
        return main + self._mixed(y_BKH.flatten(1)), state

    def chunk(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """(B, L, H) to (B, L, H), as L steps would, and the state behind them."""
        u_BLH = self.norm(main)
        with full_precision(main.device):
            k_KHL, carried_BKHL, state = self.kernel.stretch(u_BLH, state)
            y_BLG = self._convolved(u_BLH, k_KHL) + carried_BKHL.flatten(1, 2).mT
        return main + self._mixed(y_BLG), state

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
