"""The feed-forward block as one: norm, linear layer, GELU, linear layer and the residual."""

# n positions   H features   W hidden features   d dtype of the products   r 1 / std of a position
#
#   y = x + V gelu(h) + c,   h = U v + b,   v = (x - mean) r + m r
#
# v is the norm without its scale, which is in U: what is kept for the backward pass is v, r and h,
# neither x nor the norm's result nor GELU's.

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn import functional

from graphnet_s4.modules.norm import ScalarNorm
from graphnet_s4.modules.products import dtype_of_products


def widened_residual(x: Tensor, norm: nn.Module, wide: nn.Linear, narrow: nn.Linear) -> Tensor:
    """Give x + narrow(gelu(wide(norm(x)))) for the norms that blocks have: (..., H) to (..., H)."""
    bias: Tensor = wide.bias
    eps, shift = 0.0, x.new_zeros(1)
    match norm:
        case ScalarNorm():
            scale, shift = norm.s, norm.m
        case nn.LayerNorm():
            scale, eps = norm.weight, norm.eps
            bias = bias + wide.weight @ norm.bias
        case _:
            raise TypeError(f"no block has the norm {type(norm).__name__}")
    scaled = wide.weight * scale
    # torch leaves `apply` untyped
    y: Tensor = _Widened.apply(  # type: ignore[no-untyped-call]
        eps, x, shift, scaled, bias, narrow.weight, narrow.bias
    )
    return y


class _Widened(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, eps: float, *of: Tensor) -> Tensor:
        x, m, U, b, V, c = of
        d, H = dtype_of_products(x), x.shape[-1]
        v_nH, _, r_n1 = torch.native_layer_norm(x.reshape(-1, H), [H], None, None, eps)
        v_nH = v_nH.add_(m * r_n1).to(d)
        h_nW = torch.addmm(b.to(d), v_nH, U.to(d).mT)
        ctx.save_for_backward(v_nH, r_n1, h_nW, m, U, V)
        y_nH = torch.addmm(c.to(d), functional.gelu(h_nW), V.to(d).mT)
        return y_nH.to(x.dtype).view_as(x).add_(x)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g: Tensor) -> tuple[Tensor | None, ...]:
        v_nH, r_n1, h_nW, m, U, V = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        d, g_nH = v_nH.dtype, g.reshape(-1, g.shape[-1])
        lower_nH = g_nH.to(d)
        g_V = lower_nH.mT @ functional.gelu(h_nW)
        gh_nW = torch.ops.aten.gelu_backward(lower_nH @ V.to(d), h_nW)
        gv_nH = (gh_nW @ U.to(d)).to(g.dtype)
        gx_nH, g_m = _through_norm(gv_nH, v_nH.to(g.dtype), r_n1, m)
        sums = gh_nW.sum(0, dtype=U.dtype), g_nH.sum(0)
        g_U = (gh_nW.mT @ v_nH).to(U.dtype)
        gx = torch.addcmul(g_nH, gx_nH, r_n1).view_as(g)
        return None, gx, g_m, g_U, sums[0], g_V.to(V.dtype), sums[1]


def _through_norm(gv_nH: Tensor, v_nH: Tensor, r_n1: Tensor, m: Tensor) -> tuple[Tensor, Tensor]:
    """The gradient of x times std, and the gradient of the shift.

    Of the norm alone it is gv - mean(gv) - e mean(gv e), with e = v - m r, which has mean 0 and
    std 1; the shift adds -e m r mean(gv), as d(r)/dx = -e r^2 / H.
    """
    H = v_nH.shape[-1]
    means_n1 = m * r_n1
    gx_nH, _, _ = torch.ops.aten.native_layer_norm_backward(
        gv_nH, v_nH, [H], means_n1, torch.ones_like(r_n1), None, None, [True, False, False]
    )
    sums_n1 = gv_nH.sum(-1, keepdim=True)
    fall_n1 = sums_n1 * means_n1 / -H
    gx_nH.addcmul_(v_nH, fall_n1).sub_(fall_n1 * means_n1)
    return gx_nH, (sums_n1 * r_n1).sum().view(1)
