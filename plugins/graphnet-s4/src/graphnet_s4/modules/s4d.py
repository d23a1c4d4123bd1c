"""One residual S4D block, over a whole sequence or one item at a time."""

# B batch   L length   H channels   N complex modes (d_state // 2)
#
#   y = x + glu(W gelu(K * norm(x) + D norm(x)))       * is causal convolution over time

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.build.protocols import State
from graphnet_s4.flavour import traits_of
from graphnet_s4.modules.convolution import convolve_both_ways, convolve_causally
from graphnet_s4.modules.dropout import build_dropout
from graphnet_s4.modules.kernel import DiagonalKernel
from graphnet_s4.modules.norm import build_norm
from graphnet_s4.options import S4DOptions


class S4D(nn.Module):
    """Norm, S4D convolution, GELU, gated linear layer, residual."""

    def __init__(self, options: S4DOptions, sizes: Mapping[str, int]) -> None:
        super().__init__()
        H = sizes["H"]
        traits = traits_of(options.flavour)
        self.norm = build_norm(traits.norm, H)
        self.kernel = DiagonalKernel(options, H)
        self.D = nn.Parameter(torch.randn(1, H))
        self.output = nn.Linear(H, 2 * H)
        self.dropout = build_dropout(options.dropout)
        self.residual_dropout = build_dropout(
            options.dropout if traits.has_residual_dropout else 0.0
        )

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        """(B, L, H) to (B, L, H); items from `lengths` on are padding that reaches no other."""
        u_BLH = self.norm(main)
        if lengths is not None:
            u_BLH = u_BLH.masked_fill(_is_padding(main.shape[1], lengths), 0.0)
        with _full_precision(main.device):
            k_HL, *ahead_HL = self.kernel(main.shape[1])
            k_HL = torch.cat((k_HL[:, :1] + self.D.mT, k_HL[:, 1:]), dim=1)  # D acts at lag 0
            convolve = convolve_both_ways if ahead_HL else convolve_causally
            y_BLH = convolve(u_BLH.to(k_HL.dtype), k_HL, *ahead_HL)
        return main + self._mixed(y_BLH)

    def initial_state(self, batch: int) -> State:
        """Modes at rest (B, H, N, 2), then the transition and readout they are advanced with."""
        transition_HN2, readout_HN2 = self.kernel.recurrence()
        modes_BHN2 = transition_HN2.new_zeros(batch, *transition_HN2.shape)
        return modes_BHN2, transition_HN2, readout_HN2

    def step(self, main: Tensor, state: State) -> tuple[Tensor, State]:
        """(B, H) to (B, H)."""
        modes_BHN2, transition_HN2, readout_HN2 = state
        u_BH = self.norm(main)
        moved_BHN = torch.view_as_complex(modes_BHN2) * torch.view_as_complex(transition_HN2)
        modes_BHN2 = torch.view_as_real(moved_BHN + u_BH.unsqueeze(-1))
        y_BH = (modes_BHN2 * readout_HN2).sum((-1, -2)) + self.D * u_BH
        return main + self._mixed(y_BH), (modes_BHN2, transition_HN2, readout_HN2)

    def _mixed(self, y: Tensor) -> Tensor:
        z = self.dropout(functional.gelu(self.dropout(y)))
        mixed: Tensor = self.residual_dropout(functional.glu(self.output(z), dim=-1))
        return mixed


def _is_padding(L: int, lengths: Tensor) -> Tensor:
    """(B, L, 1): what a kernel that looks ahead must not see."""
    places_L = torch.arange(L, device=lengths.device)
    return (places_L >= lengths.unsqueeze(-1)).unsqueeze(-1)


def _full_precision(device: torch.device) -> AbstractContextManager[object]:
    """No autocast: phases of the kernel and spectra do not survive half precision."""
    if device.type == "meta":  # which has no autocast to turn off
        return nullcontext()
    return torch.autocast(device.type, enabled=False)
