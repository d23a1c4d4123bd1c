"""The steps of blocks and pools as operations, for machines that run those."""

# H features   s items pooled   G features pooled

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn
from torch.nn import LayerNorm

from graphnet.build.protocols import Code, Map, Norm, State, Vector
from graphnet_s4.modules.norm import ScalarNorm

if TYPE_CHECKING:
    from graphnet_s4.modules.block import StateSpaceBlock
    from graphnet_s4.modules.feed_forward import FeedForward
    from graphnet_s4.modules.pool import DownPool, UpPool


def lower_norm(norm: nn.Module) -> Norm:
    """The constants of either norm."""
    match norm:
        case ScalarNorm(m=m, s=s):
            return Norm(shift=m, weight=s)
        case LayerNorm(weight=weight, bias=bias, eps=eps):
            return Norm(weight=weight, bias=bias, epsilon=eps)
    raise TypeError(f"{type(norm).__name__} is no norm of these blocks")


def lower_feed_forward(block: FeedForward, code: Code, main: Vector) -> Vector:
    """Norm, two maps, residual."""
    u = code.normalise(main, lower_norm(block.norm))
    return code.affine(block.output, code.affine(block.input, u, "gelu"), add=main)


def lower_block(block: StateSpaceBlock, code: Code, state: State, main: Vector) -> Vector:
    """Norm, recurrence, activation, map, residual."""
    activation, final_act = block.options.activation, block.options.final_act
    u = code.normalise(main, lower_norm(block.norm))
    kept, system = block.kernel.lowered(code, state, block.D)
    y = code.recur(u, kept, system)
    z = code.gate(y) if activation == "glu" else code.activate(activation, y)
    match block.output, final_act:
        case nn.Linear() as output, "glu":
            return code.gated(output, z, add=main)
        case nn.Linear() as output, ("gelu" | "relu" | "id") as last:
            return code.affine(output, z, last, add=main)
        case _:
            return code.add(main, z)


def lower_down_pool(pool: DownPool, code: Code, main: Vector) -> Vector:
    """(s H) items side by side to one item (G)."""
    width = main.size // pool.s
    weight_GsH = pool.linear.weight.view(-1, width, pool.s).mT.flatten(1)
    return code.affine(Map(weight_GsH, pool.linear.bias), main, pool.activation)


def lower_up_pool(pool: UpPool, code: Code, main: Vector) -> Vector:
    """One item (H) to items (s G) side by side."""
    weight_sGH = pool.linear.weight.view(pool.G, pool.s, -1).transpose(0, 1).flatten(0, 1)
    bias_sG = pool.linear.bias.view(pool.G, pool.s).mT.flatten()
    return code.affine(Map(weight_sGH, bias_sG), main, pool.activation)
