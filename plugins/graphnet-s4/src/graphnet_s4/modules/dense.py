"""Linear systems with a whole state matrix: responses, states and powers, in two levels."""

# H features   N real states   K outputs   L items, in A blocks of T   B batch
# dA (H, N, N)  dB (H, N)  C (K, H, N)       s' = dA s + dB u,  y = C s'
#
#   K[aT + b] = (C dA^(aT)) (dA^b dB)                 the impulse response
#   y[aT + b] = (C dA^(aT)) (dA^b dA s)               what a state s adds to the outputs
#   s'        = dA^L s + sum_l dA^(L-1-l) dB u[l]     the state behind L items
#
# Powers come from squaring, and each factor of N (A + T) numbers from doubling: no tensor of size
# N L, neither forward nor backward. All of it in float64, but for the product over N.

from __future__ import annotations

from collections.abc import Sequence

import torch
from attrs import field, frozen
from torch import Tensor

from graphnet_s4.modules.blocked import blocks
from graphnet_s4.modules.waves import reversed_blocks

EXPORTED_BITS = 24  # of the number of blocks, while exporting: enough for 2^31 items


@frozen
class System:
    """A discretised system, float64."""

    dA: Tensor = field(eq=False)
    dB: Tensor = field(eq=False)
    C: Tensor = field(eq=False)


@frozen
class Stretch:
    """L items in A blocks of T, and the powers dA^(2^k) that reach over them, for k = 0, 1, ..."""

    L: int
    A: int
    T: int
    squares: tuple[Tensor, ...] = field(eq=False)

    @property
    def within(self) -> tuple[Tensor, ...]:
        """The powers below one block."""
        return self.squares[: self.T.bit_length() - 1]

    @property
    def beyond(self) -> tuple[Tensor, ...]:
        """The powers of one block and more."""
        return self.squares[self.T.bit_length() - 1 :]


def stretch_of(dA: Tensor, L: int) -> Stretch:
    """L items and the powers that reach over them; while exporting L is a symbol."""
    A, T = blocks(L)
    beyond = EXPORTED_BITS if torch.compiler.is_exporting() else (A - 1).bit_length()
    return Stretch(L, A, T, squares_of(dA, T.bit_length() - 1 + beyond))


def squares_of(dA: Tensor, count: int) -> tuple[Tensor, ...]:
    """dA^(2^k) for k < count."""
    found = [dA]
    while len(found) < count:
        found.append(found[-1] @ found[-1])
    return tuple(found)


def power_of(dA: Tensor, exponent: int) -> Tensor:
    """dA^exponent, exponent >= 1."""
    squares = squares_of(dA, exponent.bit_length())
    chosen = [square for k, square in enumerate(squares) if exponent >> k & 1]
    found = chosen[0]
    for square in chosen[1:]:
        found = found @ square
    return found


def impulse_response(system: System, L: int, dtype: torch.dtype) -> Tensor:
    """K (K, H, L) of `dtype`; the factors are float64 until their product."""
    stretch = stretch_of(system.dA, L)
    near_HNT = _carried(system.dB.unsqueeze(-1), stretch.within)
    far_HNAK = _over_blocks(system.C, stretch)
    K = system.C.shape[0]
    k_HQT = far_HNAK.to(dtype).mT @ near_HNT.to(dtype)
    k_HAKT = k_HQT.view(len(k_HQT), -1, K, stretch.T)
    return k_HAKT.permute(2, 0, 1, 3).flatten(2)[..., :L]


def state_response(system: System, s_BHN: Tensor, L: int) -> Tensor:
    """What a state adds to L outputs, (B, K, H, L), float64."""
    stretch, K = stretch_of(system.dA, L), system.C.shape[0]
    first_HNB = system.dA @ s_BHN.permute(1, 2, 0)
    near_HNTB = _carried(first_HNB, stretch.within)
    far_HNAK = _over_blocks(system.C, stretch)
    y_HQP = far_HNAK.mT @ near_HNTB
    y_HAKTB = y_HQP.view(len(y_HQP), stretch.A, K, stretch.T, -1)
    return y_HAKTB.permute(4, 2, 0, 1, 3).flatten(3)[..., :L]


def advanced_state(system: System, s_BHN: Tensor, u_BLH: Tensor) -> Tensor:
    """The state (B, H, N) behind the items `u`, float64."""
    stretch = stretch_of(system.dA, u_BLH.shape[1])
    near_HNT = _carried(system.dB.unsqueeze(-1), stretch.within)
    sums_BHAN = reversed_blocks(u_BLH.double(), stretch.T) @ near_HNT.mT
    for power in stretch.beyond:  # pairs of neighbours, the later block carried over the other
        even_BHAN, odd_BHAN = sums_BHAN[:, :, ::2], sums_BHAN[:, :, 1::2] @ power.mT
        missing = even_BHAN.shape[2] - odd_BHAN.shape[2]
        sums_BHAN = even_BHAN + torch.nn.functional.pad(odd_BHAN, (0, 0, 0, missing))
    return sums_BHAN.sum(2) + _moved(s_BHN, stretch)


def _moved(s_BHN: Tensor, stretch: Stretch) -> Tensor:
    """dA^L s."""
    squares = (*stretch.squares, stretch.squares[-1] @ stretch.squares[-1])
    for k, square in enumerate(squares):
        if stretch.L >> k & 1:
            s_BHN = (square @ s_BHN.unsqueeze(-1)).squeeze(-1)
    return s_BHN


def _over_blocks(C_KHN: Tensor, stretch: Stretch) -> Tensor:
    """(C dA^(aT))^T for a = 0 .. A-1 as (H, N, A K)."""
    K = C_KHN.shape[0]
    C_HNK = C_KHN.permute(1, 2, 0)
    transposed = tuple(square.mT for square in stretch.beyond)
    if torch.compiler.is_exporting():
        return _by_bits(C_HNK, transposed, stretch.A)
    return _carried(C_HNK, transposed)[..., : stretch.A * K]


def _carried(x_HNQ: Tensor, powers: Sequence[Tensor]) -> Tensor:
    """x, M x, M^2 x, ...: 2^len(powers) of them side by side, with powers M, M^2, M^4, ..."""
    for power in powers:
        x_HNQ = torch.cat((x_HNQ, power @ x_HNQ), dim=-1)
    return x_HNQ


def _by_bits(x_HNK: Tensor, powers: Sequence[Tensor], count: int) -> Tensor:
    """M^a x for a < count, where count is a symbol: each power applied where a has its bit."""
    H, N, K = x_HNK.shape
    a_A = torch.arange(count, device=x_HNK.device)
    found = x_HNK.unsqueeze(2).expand(H, N, count, K).reshape(H, N, count * K)
    for k, power in enumerate(powers):
        has_bit = (a_A >> k & 1).bool().unsqueeze(-1).expand(count, K).reshape(count * K)
        found = torch.where(has_bit, power @ found, found)
    return found
