"""The factors of a diagonal state-space model for blocks of items, out of few exponentials."""

# H features   M complex modes   K outputs   T items of a block, a power of two
# x  log of the factor a mode takes per item        w  its weight
#
#   k[l] = 2 Re sum_n w_n e^(x_n l)
#   into[t] = e^(x (T-1-t))     out[t] = conj(2 w e^(x (t+1)))     local = k[0 .. T-1]
#
# A state is M pairs (re, im); what an output hears of it is the plain sum of both parts' products.
# Every table is a product of two small ones, e^(x S a) and e^(x b), and these come by doubling out
# of one exponential a mode in float64.

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from graphnet_s4.modules.passing import Passage
from graphnet_s4.modules.powers import as_complex, as_pairs, moments, powers_of, rounded
from graphnet_s4.modules.precision import full_precision


def passage_of_waves(system: tuple[Tensor, Tensor], L: int, T: int, dtype: torch.dtype) -> Passage:
    """The passage of L items of `dtype` in blocks of T; the system is x (H, M) and w (K, H, M)."""
    # torch leaves `apply` untyped
    found = _BlockWaves.apply(*system, (T, L % T), dtype)  # type: ignore[no-untyped-call]
    return Passage(*found)


class _BlockWaves(torch.autograd.Function):
    """The gradients of x and w are moments of those of the tables."""

    @staticmethod
    def forward(
        ctx: FunctionCtx, x_HM: Tensor, w_KHM: Tensor, items: tuple[int, int], dtype: torch.dtype
    ) -> tuple[Tensor, ...]:
        T, left = items
        kind, S = dtype.to_complex(), 1 << T.bit_length() // 2
        step_HM = torch.exp(x_HM)
        near_HSM, far_HAM = powers_of(step_HM, S), powers_of(torch.exp(x_HM * S), T // S)
        rest_HM = far_HAM[:, left // S] * near_HSM[:, left % S]
        heard_KHAM = (2 * w_KHM * step_HM).unsqueeze(2) * far_HAM
        near, far = rounded(near_HSM, kind), rounded(far_HAM, kind)
        into = as_pairs(_table(far.flip(1), near.flip(1)))
        out = as_pairs(_table(rounded(heard_KHAM, kind), near).conj_physical_())
        is_real = torch.tensor([1, 0], dtype=dtype, device=x_HM.device).repeat(x_HM.shape[-1])
        first_KH1 = 2 * w_KHM.real.sum(-1, keepdim=True).to(dtype)
        local = torch.cat((first_KH1, out[..., :-1, :] @ is_real), dim=-1)
        ctx.save_for_backward(x_HM, w_KHM, into)
        ctx.left = left  # type: ignore[attr-defined]  # where torch keeps such values
        return into, out, local, torch.exp(x_HM * T), rest_HM

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, *given: Tensor) -> tuple[Tensor | None, ...]:
        ginto, gout, glocal, gmoved, grest = given
        x_HM, w_KHM, into = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        T, left = into.shape[1], ctx.left  # type: ignore[attr-defined]  # set above
        with full_precision(into.device):
            left_HM, later_HM = moments(as_complex(into), as_complex(ginto).conj())
            total_KHM, moment_KHM = _heard(into, gout, glocal)
        step_HM = 2 * torch.exp(x_HM)
        gx_HM = (T - 1) * left_HM - later_HM + (w_KHM * step_HM * moment_KHM).sum(0)
        for count, g_HM in ((T, gmoved), (left, grest)):
            gx_HM += count * torch.exp(count * x_HM) * g_HM.conj()
        gw_KHM = (step_HM * total_KHM).conj() + 2 * glocal[..., :1]
        return gx_HM.conj().resolve_conj(), gw_KHM.resolve_conj(), None, None


def _heard(into: Tensor, gout: Tensor, glocal: Tensor) -> tuple[Tensor, Tensor]:
    """Sums over t of e^(x t) g and (t + 1) e^(x t) g, (K, H, M), with g what out and local got."""
    total, moment = moments(as_complex(into).flip(1), as_complex(gout))
    t_T = torch.arange(1, into.shape[1], dtype=into.dtype, device=into.device)
    g_KHT = glocal[..., 1:]  # of the real parts of out, one item before
    both_HKT = torch.cat((g_KHT, t_T * g_KHT)).flip(-1).transpose(0, 1)
    more_KHM = as_complex((both_HKT @ into[:, 1:]).transpose(0, 1).contiguous())
    more, later = more_KHM.to(total.dtype).chunk(2)
    return total + more, moment + total + later


def _table(far: Tensor, near_HSM: Tensor) -> Tensor:
    """(..., A, M) and (S, M) to (..., A S, M)."""
    return (far.unsqueeze(-2) * near_HSM.unsqueeze(-3)).flatten(-3, -2)
