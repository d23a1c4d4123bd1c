"""What one residual S4D block promises."""

from __future__ import annotations

from graphnet.plugin import Declaration
from graphnet_s4.declarations.block import BOTH_WAYS, FRAMES, SAME, declare_block
from graphnet_s4.options import S4DOptions, kernels_of

__all__ = ["BOTH_WAYS", "FRAMES", "SAME", "declare_s4d"]


def declare_s4d(options: S4DOptions) -> Declaration:
    """The declaration for these options."""
    M, K = options.d_state // 2, kernels_of(options)
    state = (
        f"float (batch:B, feature:H, {M}, 2) = zeros",
        f"float (feature:H, {M}, 2) = transition",
        f"float ({K}, feature:H, {M}, 2) = readout",
    )
    return declare_block(options, state=state, kernel_flops="0")
