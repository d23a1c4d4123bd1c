"""The factors of a diagonal plus low-rank model for blocks of items, some features at a time."""

# H features   M complex modes, N = 2 M   K outputs   T items of a block
#
# The tables in between are as many as ten times what is wanted. For a few features they stay in the
# cache, and the backward pass makes them again: it keeps the system alone, N numbers a feature.

from __future__ import annotations

import torch
from attrs import astuple
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from graphnet_s4.modules.feedback import Feedback, series_of, vectors
from graphnet_s4.modules.precision import full_precision

AT_ONCE = 1 << 16  # numbers of a table


def tables_of(system: Feedback, T: int, dtype: torch.dtype) -> tuple[Tensor, ...]:
    """`into`, `out` and `local` of a passage, of `dtype`, and `moved`."""
    parts = astuple(system, recurse=False)
    # torch leaves `apply` untyped
    found: tuple[Tensor, ...] = _Tables.apply(T, dtype, *parts)  # type: ignore[no-untyped-call]
    return found


class _Tables(torch.autograd.Function):
    @staticmethod
    def forward(ctx: FunctionCtx, T: int, dtype: torch.dtype, *parts: Tensor) -> tuple[Tensor, ...]:
        ctx.save_for_backward(*parts)
        ctx.T, ctx.dtype = T, dtype  # type: ignore[attr-defined]  # where torch keeps such values
        found = [_tables(Feedback(*some), T, dtype) for some in _split(parts, T)]
        into, out, local, moved = zip(*found, strict=True)
        return torch.cat(into), torch.cat(out, 1), torch.cat(local, 1), torch.cat(moved)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, *g: Tensor) -> tuple[Tensor | None, ...]:
        parts: tuple[Tensor, ...] = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        T, dtype = ctx.T, ctx.dtype  # type: ignore[attr-defined]  # set above
        found = []
        ginto, gout, glocal, gmoved = g
        feature_first = (ginto, gout.transpose(0, 1), glocal.transpose(0, 1), gmoved)
        with torch.enable_grad(), full_precision(ginto.device):
            for some, (gi, go, gl, gm) in zip(
                _split(parts, T), _split(feature_first, T, parts[0].shape[-1]), strict=True
            ):
                given = [part.detach().requires_grad_() for part in some]
                made = _tables(Feedback(*given), T, dtype)
                g_some = (gi, go.transpose(0, 1), gl.transpose(0, 1), gm)
                found.append(torch.autograd.grad(made, given, g_some))
        return None, None, *(torch.cat(each) for each in zip(*found, strict=True))


def _split(parts: tuple[Tensor, ...], T: int, M: int | None = None) -> list[tuple[Tensor, ...]]:
    """Some features of each."""
    N = 2 * (parts[0].shape[-1] if M is None else M)
    features = max(1, AT_ONCE // (T * N))
    return list(zip(*(torch.split(part, features) for part in parts), strict=True))


def _tables(system: Feedback, T: int, dtype: torch.dtype) -> tuple[Tensor, ...]:
    series = series_of(system, T)
    behind_HTKN = series.behind()
    H, _, K, N = behind_HTKN.shape
    first_HK1 = (system.c * system.b.unsqueeze(1)).real.sum(-1, keepdim=True)
    later_HQ1 = behind_HTKN[:, :-1].reshape(H, -1, N) @ vectors(system.b).unsqueeze(-1)
    local_HKT = torch.cat((first_HK1, later_HQ1.view(H, -1, K).mT), dim=-1)
    return (
        series.ahead().to(dtype).flip(1),
        behind_HTKN.to(dtype).permute(2, 0, 1, 3).contiguous(),
        local_HKT.to(dtype).transpose(0, 1).contiguous(),
        series.moved().mT.contiguous(),
    )
