"""Powers of the factors that modes take per item, by doubling, and sums weighted by exponents."""

# H channels   M complex modes   A powers
#
# One exponential a mode; every further number is a product, in double precision.

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import hardshrink


def powers_of(step_HM: Tensor, count: int) -> Tensor:
    """The powers 0 .. count - 1, (H, count, M)."""
    found = step_HM.new_empty(len(step_HM), count, step_HM.shape[-1])
    found[:, 0], done = 1, 1
    while done < count:
        more = min(done, count - done)
        torch.mul(found[:, :more], step_HM.unsqueeze(1), out=found[:, done : done + more])
        step_HM, done = step_HM * step_HM, done + more
    return found


def rounded(waves: Tensor, kind: torch.dtype) -> Tensor:
    """In `kind`, and no part so small that a product of two is subnormal: that would be slow."""
    parts = torch.view_as_real(waves.to(kind))
    return torch.view_as_complex(hardshrink(parts, torch.finfo(kind).tiny ** 0.5))


def moments(waves: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
    """Sums over t of waves g and of t waves g, out of (..., T, M), given as double."""
    product = as_pairs(waves * g)
    t_T = torch.arange(product.shape[-2], dtype=product.dtype, device=product.device)
    found = torch.stack((torch.ones_like(t_T), t_T)) @ product
    total, moment = as_complex(found.double()).unbind(-2)
    return total, moment


def as_complex(pairs: Tensor) -> Tensor:
    """(..., 2 M) of pairs as (..., M)."""
    return torch.view_as_complex(pairs.view(*pairs.shape[:-1], -1, 2))


def as_pairs(values: Tensor) -> Tensor:
    """(..., M) complex as (..., 2 M)."""
    return torch.view_as_real(values).flatten(-2)
