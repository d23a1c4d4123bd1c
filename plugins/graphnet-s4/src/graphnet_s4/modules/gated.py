"""What follows the convolution of a block: GELU, a linear layer, GLU and the residual, as one."""

# n positions   G features of the convolution   H features   d dtype of the products
#
#   y = x + a sigmoid(b),   (a, b) = W z + bias,   z = gelu(c)
#
# Kept are c and (a, b). z is computed again: a GELU takes less than a tenth of the products.

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn import functional

from graphnet_s4.modules.products import dtype_of_products


def gated_residual(c: Tensor, weight: Tensor, bias: Tensor, x: Tensor) -> Tensor:
    """Give x + glu(W gelu(c) + bias): (..., G) and (..., H) to (..., H)."""
    # torch leaves `apply` untyped
    y: Tensor = _GatedResidual.apply(c, weight, bias, x)  # type: ignore[no-untyped-call]
    return y


class _GatedResidual(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, c: Tensor, weight: Tensor, bias: Tensor, x: Tensor) -> Tensor:
        d = dtype_of_products(c)
        c_nG = c.reshape(-1, c.shape[-1])
        z_nG = functional.gelu(c_nG).to(d)
        ab_n2H = torch.addmm(bias.to(d), z_nG, weight.to(d).mT)
        ctx.save_for_backward(c_nG, weight, ab_n2H)
        return functional.glu(ab_n2H, -1).to(x.dtype).view_as(x).add_(x)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        c_nG, weight, ab_n2H = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        d = ab_n2H.dtype
        g_nH = g.reshape(-1, g.shape[-1]).to(d)
        gab_n2H = torch.ops.aten.glu_backward(g_nH, ab_n2H, -1)
        gz_nG = (gab_n2H @ weight.to(d)).to(c_nG.dtype)
        gc_nG = torch.ops.aten.gelu_backward(gz_nG, c_nG)
        del gz_nG
        g_weight = (gab_n2H.mT @ functional.gelu(c_nG).to(d)).to(weight.dtype)
        g_bias = gab_n2H.sum(0, dtype=weight.dtype)
        return gc_nG.view(*g.shape[:-1], -1), g_weight, g_bias, g
