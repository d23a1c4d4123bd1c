"""The norm in front of a residual block: one scale and one shift for all features, or a vector."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable


class ScalarNorm(nn.Module):
    """y = s (x - mean + m) / std over the last axis; population std and no epsilon.

    A row whose features are all equal has no std and gives NaN, as in the reference.
    """

    def __init__(self) -> None:
        super().__init__()
        self.m = nn.Parameter(torch.zeros(1))
        self.s = nn.Parameter(torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise the last axis."""
        # torch leaves `apply` untyped
        normed: Tensor = _ScalarNorm.apply(x, self.m, self.s)  # type: ignore[no-untyped-call]
        return normed


def build_norm(kind: Literal["scalar", "layer"], H: int) -> nn.Module:
    """The norm of a flavour."""
    match kind:
        case "scalar":
            return ScalarNorm()
        case "layer":
            return nn.LayerNorm(H)


class _ScalarNorm(torch.autograd.Function):
    """The formula on top of the fused layer norm: 4 to 6 times faster than written out."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor, m: Tensor, s: Tensor) -> Tensor:
        H = x.shape[-1]
        y, mean, rstd = torch.native_layer_norm(x, [H], s.expand(H), None, 0.0)
        ctx.save_for_backward(x, mean, rstd, m, s)
        return y.add_(rstd * (m * s))

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, mean, rstd, m, s = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        H = x.shape[-1]
        gx, gs, _ = torch.ops.aten.native_layer_norm_backward(
            g, x, [H], mean, rstd, s.expand(H), None, [True, True, False]
        )
        # the shift s m / std: d(1/std)/dx = -(x - mean) / (H std^3)
        rows = g.sum(-1, keepdim=True) * rstd
        gx.addcmul_(x - mean, rows * rstd.square() * (m * s / -H))
        total = rows.sum().view(1)
        return gx, s * total, gs.sum().view(1) + m * total
