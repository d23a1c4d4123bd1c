"""Convolution with a state-space model's kernel by products, block by block, states passed on."""

# B rows   L items in blocks of T   H features   K outputs   Q numbers of a state
# into (H, T, Q)  what each item of a block leaves in the state behind it
# out (K, H, T, Q)  how each output of a block hears the state before it
# local (K, H, T)  the impulse response within a block
# moved  what a state becomes over a block, in float64; rest  over the items behind the last block
#
#   sums[a] = u[a] into     s[a + 1] = moved s[a] + sums[a]     y[a] = u[a] bands(local) + out s[a]
#
# Exact, no transform and no kernel. The states are made again for the backward pass, which keeps
# the input, the factors and one state for each piece; every other tensor is as large as a piece.

from __future__ import annotations

import torch
from attrs import field, frozen
from torch import Tensor
from torch.autograd.function import FunctionCtx, once_differentiable

from graphnet_s4.modules.bands import bands_of, sums_of_bands
from graphnet_s4.modules.carrying import carried, carried_back, moved_gradient
from graphnet_s4.modules.pieces import Piece, cut, features_first, write_features_last
from graphnet_s4.modules.precision import full_precision


@frozen
class Passage:
    """The factors of a model for blocks of T items."""

    into: Tensor = field(eq=False)
    out: Tensor = field(eq=False)
    local: Tensor = field(eq=False)
    moved: Tensor = field(eq=False)
    rest: Tensor = field(eq=False)


def pass_through(u_BLH: Tensor, passage: Passage, state_BHQ: Tensor) -> tuple[Tensor, Tensor]:
    """The outputs (B, L, K H), each kernel's H features side by side, and the state behind them."""
    p = passage
    first_HBQ = state_BHQ.transpose(0, 1)
    # torch leaves `apply` untyped
    y_BLG, last_HBQ = _Passing.apply(  # type: ignore[no-untyped-call]
        u_BLH.contiguous(), first_HBQ.contiguous(), p.local, p.into, p.out, p.moved, p.rest
    )
    return y_BLG, last_HBQ.transpose(0, 1)


@frozen
class _Factors:
    """A passage with its bands (K, H, T, T), or the gradients of both."""

    into: Tensor = field(eq=False)
    out: Tensor = field(eq=False)
    bands: Tensor = field(eq=False)
    moved: Tensor = field(eq=False)
    rest: Tensor = field(eq=False)

    @property
    def T(self) -> int:
        """Items of a block."""
        return self.into.shape[1]

    def of(self, piece: Piece) -> _Factors:
        """Views for the blocks of a piece: the last one of all may be shorter."""
        T, t = self.T, piece.T
        if t == T:
            return self
        bands = self.bands[:, :, :t, :t]
        return _Factors(self.into[:, T - t :], self.out[:, :, :t], bands, self.rest, self.rest)

    def zeros(self) -> _Factors:
        """Where gradients are added up."""
        every = (self.into, self.out, self.bands, self.moved, self.rest)
        return _Factors(*(torch.zeros_like(each) for each in every))


class _Passing(torch.autograd.Function):
    """The gradient by hand: each piece again, from the last one back."""

    @staticmethod
    def forward(
        ctx: FunctionCtx, u_BLH: Tensor, first_HBQ: Tensor, local_KHT: Tensor, *given: Tensor
    ) -> tuple[Tensor, Tensor]:
        into, out, moved, rest = given
        factors = _Factors(into, out, _bands(local_KHT), moved, rest)
        y_BLG = u_BLH.new_empty(*u_BLH.shape[:2], len(out) * u_BLH.shape[2])
        state_HBQ, firsts = first_HBQ.clone(), []
        for piece in cut(u_BLH.shape, factors.T):
            rows = slice(piece.row, piece.row + piece.rows)
            firsts.append(state_HBQ[:, rows].clone())
            x_HRT = features_first(u_BLH, piece)
            y_GR, state_HBQ[:, rows] = _outputs(x_HRT, firsts[-1], factors.of(piece))
            write_features_last(y_GR, piece, y_BLG)
        ctx.save_for_backward(u_BLH, local_KHT, into, out, moved, rest, *firsts)
        return y_BLG, state_HBQ

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, g_BLG: Tensor, glast_HBQ: Tensor) -> tuple[Tensor, ...]:
        u_BLH, local_KHT, into, out, *given = ctx.saved_tensors  # type: ignore[attr-defined]  # torch
        factors, firsts = _Factors(into, out, _bands(local_KHT), *given[:2]), given[2:]
        found, gstate_HBQ = factors.zeros(), glast_HBQ.clone()
        gu_BLH, g_BLG = torch.empty_like(u_BLH), g_BLG.contiguous()
        pieces = cut(u_BLH.shape, factors.T)
        with full_precision(g_BLG.device):
            for piece, first in zip(reversed(pieces), reversed(firsts), strict=True):
                rows = slice(piece.row, piece.row + piece.rows)
                x_HRT, g_GRT = features_first(u_BLH, piece), features_first(g_BLG, piece)
                lasts = first, gstate_HBQ[:, rows]
                work = _Gradients(factors.of(piece), found.of(piece))
                gu_HR, gstate_HBQ[:, rows] = work.of(x_HRT, g_GRT, *lasts)
                write_features_last(gu_HR, piece, gu_BLH)
        glocal = sums_of_bands(found.bands.flatten(0, 1)).view(found.bands.shape[:3])
        return gu_BLH, gstate_HBQ, glocal, found.into, found.out, found.moved, found.rest


def _bands(local_KHT: Tensor) -> Tensor:
    """(K, H, T, T)."""
    return bands_of(local_KHT.flatten(0, 1)).view(*local_KHT.shape, -1)


def _outputs(x_HRT: Tensor, first_HRQ: Tensor, factors: _Factors) -> tuple[Tensor, Tensor]:
    """What a piece gives (K H, rows x items), and the states behind it."""
    before_HNQ, last_HRQ = _states(x_HRT, first_HRQ, factors)
    K, H, T, _ = factors.out.shape
    x_HNT = x_HRT.view(H, -1, T)
    y_KHNT = x_HNT.new_empty(K, *x_HNT.shape)
    for y_HNT, bands_HTT, out_HTQ in zip(y_KHNT, factors.bands, factors.out, strict=True):
        torch.bmm(x_HNT, bands_HTT, out=y_HNT).baddbmm_(before_HNQ, out_HTQ.mT)
    return y_KHNT.view(K * H, -1), last_HRQ


def _states(x_HRT: Tensor, first_HRQ: Tensor, factors: _Factors) -> tuple[Tensor, Tensor]:
    """The states before each block of a piece (H, rows x blocks, Q), and those behind it."""
    H, rows, Q = first_HRQ.shape
    sums_HNQ = torch.bmm(x_HRT.view(H, -1, factors.T), factors.into)
    before_HRAQ, last_HRQ = carried(sums_HNQ.view(H, rows, -1, Q), factors.moved, first_HRQ)
    return before_HRAQ.view(sums_HNQ.shape), last_HRQ


@frozen
class _Gradients:
    """What a piece adds to the gradients of the factors."""

    factors: _Factors
    found: _Factors

    def of(
        self, x_HRT: Tensor, g_GRT: Tensor, first_HRQ: Tensor, glast_HRQ: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The gradients of the piece (H, rows x items) and of the states before it."""
        factors, found = self.factors, self.found
        before_HNQ, _ = _states(x_HRT, first_HRQ, factors)
        K, H, T, Q = factors.out.shape
        x_HNT, g_KHNT = x_HRT.view(H, -1, T), g_GRT.view(K, H, -1, T)
        gbefore_HNQ = torch.bmm(g_KHNT[0], factors.out[0])
        for g_HNT, out_HTQ in zip(g_KHNT[1:], factors.out[1:], strict=True):
            gbefore_HNQ.baddbmm_(g_HNT, out_HTQ)
        shape = (*first_HRQ.shape[:2], -1, Q)
        gsums, gfirst = carried_back(gbefore_HNQ.view(shape), factors.moved, glast_HRQ)
        found.moved.add_(moved_gradient(before_HNQ.view(shape), gsums, factors.moved))
        gsums_HNQ = gsums.view(gbefore_HNQ.shape)
        found.into.baddbmm_(x_HNT.mT, gsums_HNQ)
        gx_HNT = torch.bmm(gsums_HNQ, factors.into.mT)
        for k, g_HNT in enumerate(g_KHNT):
            found.out[k].baddbmm_(g_HNT.mT, before_HNQ)
            found.bands[k].baddbmm_(x_HNT.mT, g_HNT)
            gx_HNT.baddbmm_(g_HNT, factors.bands[k].mT)
        return gx_HNT.view(H, -1), gfirst
