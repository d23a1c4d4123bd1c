"""What one residual S4 block promises."""

from __future__ import annotations

from graphnet.plugin import Declaration
from graphnet_s4.declarations.block import declare_block
from graphnet_s4.options import S4Options, kernels_of, rank_of

POWERS = 14  # squarings of the state matrix for L = 16,384; one less for half of that
BLOCK = 128  # items in a block of the kernel there, and blocks


def declare_s4(options: S4Options) -> Declaration:
    """The declaration for these options."""
    return declare_block(options, state=_state(options), kernel_flops=_kernel_flops(options))


def _state(options: S4Options) -> tuple[str, ...]:
    N, K = options.d_state, kernels_of(options)
    match options.recurrence:
        case "dense":
            return (
                f"float (batch:B, feature:H, {N}) = zeros",
                f"float (feature:H, {N}, {N}) = transition",
                f"float (feature:H, {N}) = input",
                f"float ({K}, feature:H, {N}) = readout",
            )
        case "linear":
            pairs = f"feature:H, {N // 2}, 2"
            return (
                f"float (batch:B, {pairs}) = zeros",
                f"float ({pairs}) = transition",
                f"float ({pairs}) = input",
                f"float ({rank_of(options)}, {pairs}) = push",
                f"float ({rank_of(options)}, {pairs}) = pull",
                f"float ({K}, {pairs}) = readout",
            )
        case "diagonal":
            return (
                f"float (batch:B, feature:H, {N}, 2) = zeros",
                f"float (feature:H, {N}, 2) = transition",
                f"float ({K}, feature:H, {N}, 2) = readout",
            )


def _kernel_flops(options: S4Options) -> str:
    """What each feature takes, in float64, before the products with L: its matrix to the powers.

    Discretising solves N equations with N right sides, 8/3 N^3; a product of two matrices takes
    2 N^3; carrying the input and C over a block of items and over the blocks takes 2 N^2 an item.
    Out of C as of `l_kernel` items C is solved for, after a product for each further bit of it.
    """
    N, l_kernel = options.d_state, options.l_kernel
    found = 8 * N**3 // 3 + POWERS * 2 * N**3 + 2 * N**2 * BLOCK * (1 + kernels_of(options))
    if l_kernel is not None:
        found += (l_kernel.bit_count() - 1) * 2 * N**3 + 2 * N**3 // 3
    return f"H*{found}"
