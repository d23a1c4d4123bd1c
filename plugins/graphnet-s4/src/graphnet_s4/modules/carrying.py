"""States carried from block to block, by a factor for each mode or by a whole matrix."""

# H features   R rows   A blocks, in P groups of G   Q numbers of a state (2 M for M complex modes)
#
#   s[a + 1] = moved s[a] + sums[a]         moved: (H, M) complex, or (H, Q, Q), read s[a] moved
#
# Backwards, with g[a] the gradient that s[a] has of its own, it is the same from the last one back:
#
#   l[a] = moved* l[a + 1] + g[a]           the gradient of s[a]; that of sums[a] is l[a + 1]
#
# In two levels: every group from a state of zero, all of them at once; then from group to group by
# moved^G; then every group from the state it has. The rounding of `moved` adds up over one group
# alone, for between groups all is float64: slow modes keep their phase over any length.

from __future__ import annotations

from itertools import pairwise

import torch
from attrs import field, frozen
from torch import Tensor

from graphnet_s4.modules.powers import as_complex, as_pairs, powers_of

FEW = 16  # blocks that are carried one by one
FEW_BY_MATRIX = 64  # since moved^G is dear


def carried(sums_HRAQ: Tensor, moved: Tensor, first_HRQ: Tensor) -> tuple[Tensor, Tensor]:
    """The states before each block (H, R, A, Q), and the one behind the last (H, R, Q).

    `moved` and the single states are float64 or complex128, whatever the sums are.
    """
    return _carry(sums_HRAQ, moved, first_HRQ, is_back=False)


def carried_back(g_HRAQ: Tensor, moved: Tensor, last_HRQ: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of the sums (H, R, A, Q) and of the first state (H, R, Q).

    `last_HRQ` is the gradient of the state behind the last block.
    """
    back = moved.conj().resolve_conj() if moved.is_complex() else moved.mT
    return _carry(g_HRAQ, back, last_HRQ, is_back=True)


def moved_gradient(before_HRAQ: Tensor, gsums_HRAQ: Tensor, moved: Tensor) -> Tensor:
    """The gradient of what carries the states."""
    before_HNQ, gsums_HNQ = before_HRAQ.flatten(1, 2), gsums_HRAQ.flatten(1, 2)
    if moved.is_complex():
        found = (as_complex(before_HNQ).conj() * as_complex(gsums_HNQ)).sum(1)
        return found.to(moved.dtype)
    return (before_HNQ.mT @ gsums_HNQ).to(moved.dtype)


@frozen
class _Run:
    """A stretch of blocks in P groups of G, (H, R, P, G, Q) each, one way or the other."""

    sums: Tensor = field(eq=False)
    before: Tensor = field(eq=False)
    is_back: bool

    @property
    def order(self) -> range:
        """The blocks of a group, in turn."""
        return range(self.sums.shape[3])[:: -1 if self.is_back else 1]

    def firsts(self, ends_HRPQ: Tensor, moved: Tensor, state_HRQ: Tensor) -> tuple[Tensor, Tensor]:
        """The states before each group (H, R, P, Q) and behind the last, in double precision.

        `ends_HRPQ` is what is behind each group that begins at zero.
        """
        ends = ends_HRPQ.to(state_HRQ.dtype).unbind(2)
        far, found = _power(moved, len(self.order)), [state_HRQ]
        for end_HRQ in reversed(ends) if self.is_back else ends:
            found.append(_next(end_HRQ, found[-1], far))
        last = found.pop()
        return torch.stack(found[::-1] if self.is_back else found, 2), last


def _carry(
    sums_HRAQ: Tensor, moved: Tensor, state_HRQ: Tensor, *, is_back: bool
) -> tuple[Tensor, Tensor]:
    A, few = sums_HRAQ.shape[2], FEW if moved.is_complex() else FEW_BY_MATRIX
    G = A if few >= A else 1 << A.bit_length() // 2
    left, before_HRAQ = A % G, torch.empty_like(sums_HRAQ)
    parts = (slice(left, A), slice(left)) if is_back else (slice(A - left), slice(A - left, A))
    for part, groups in zip(parts, (A // G, 1), strict=True):
        if len(range(A)[part]):
            sums, before = (_grouped(t[:, :, part], groups) for t in (sums_HRAQ, before_HRAQ))
            through = _turned if moved.is_complex() else _multiplied
            state_HRQ = through(_Run(sums, before, is_back), moved, state_HRQ)
    return before_HRAQ, state_HRQ


def _turned(run: _Run, moved_HM: Tensor, state_HRQ: Tensor) -> Tensor:
    """Fills in the states of a run of modes, and gives the one behind it."""
    sums, before = as_complex(run.sums).unbind(3), as_complex(run.before)
    states, order, near_H11M = before.unbind(3), run.order, moved_HM.to(before.dtype)[:, None, None]
    states[order[0]].zero_()
    for here, there in pairwise(order):
        torch.addcmul(sums[here], states[here], near_H11M, out=states[there])
    end_HRPM = torch.addcmul(sums[order[-1]], states[order[-1]], near_H11M)
    first_HRPM, last_HRM = run.firsts(end_HRPM, moved_HM, as_complex(state_HRQ))
    powers = powers_of(moved_HM, len(order))
    powers_H11GM = (powers.flip(1) if run.is_back else powers)[:, None, None].to(before.dtype)
    before.addcmul_(first_HRPM.to(before.dtype).unsqueeze(3), powers_H11GM)
    return as_pairs(last_HRM)


def _multiplied(run: _Run, moved_HQQ: Tensor, state_HRQ: Tensor) -> Tensor:
    """Fills in the states of a run by a matrix, and gives the one behind it."""
    P = run.sums.shape[2]
    if P == 1:
        return _along(run, moved_HQQ, state_HRQ.unsqueeze(2)).squeeze(2)
    near_HQQ = moved_HQQ.to(run.sums.dtype)
    end_HRPQ = _along(run, near_HQQ, torch.zeros_like(run.sums[:, :, :, 0]))
    first_HRPQ, last_HRQ = run.firsts(end_HRPQ, moved_HQQ, state_HRQ)
    _along(run, near_HQQ, first_HRPQ)
    return last_HRQ


def _along(run: _Run, near_HQQ: Tensor, state_HRPQ: Tensor) -> Tensor:
    """All groups of a run at once, from these states, in the matrix's precision: those behind."""
    shape, state_HNQ = state_HRPQ.shape, state_HRPQ.flatten(1, 2).to(near_HQQ.dtype)
    for a in run.order:
        run.before[:, :, :, a] = state_HNQ.view(shape)
        sums_HNQ = run.sums[:, :, :, a].flatten(1, 2).to(near_HQQ.dtype)
        state_HNQ = torch.baddbmm(sums_HNQ, state_HNQ, near_HQQ)
    return state_HNQ.view(shape)


def _next(sums: Tensor, state: Tensor, moved: Tensor) -> Tensor:
    if moved.is_complex():
        return torch.addcmul(sums, state, moved.unsqueeze(1))
    return torch.baddbmm(sums, state, moved)


def _grouped(values_HRAQ: Tensor, groups: int) -> Tensor:
    """(H, R, P, G, Q), a view."""
    H, R, A, Q = values_HRAQ.shape
    strides = values_HRAQ.stride()
    each = (*strides[:2], A // groups * strides[2], *strides[2:])
    return values_HRAQ.as_strided((H, R, groups, A // groups, Q), each)


def _power(moved: Tensor, exponent: int) -> Tensor:
    """Exponent >= 1, by squaring."""
    if exponent == 1:
        return moved
    half = _power(moved, exponent // 2)
    square = _product(half, half)
    return _product(square, moved) if exponent % 2 else square


def _product(left: Tensor, right: Tensor) -> Tensor:
    return left * right if left.is_complex() else left @ right
