"""How values are drawn from what a network predicts, each with one number from [0, 1)."""

# B sequences   C classes   K components

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from graphnet.build.lowered.ops import DrawClass, DrawMixture


def drawn_class(op: DrawClass, scores: Tensor, uniform: Tensor) -> Tensor:
    """A class (B, 1) of scores (B, C)."""
    if op.temperature == 0.0:
        return scores.argmax(dim=-1, keepdim=True)
    shares = (scores.double() / op.temperature).softmax(dim=-1)
    ranked, order = shares.sort(dim=-1, descending=True, stable=True)
    if op.top_k is not None:
        ranked[:, op.top_k :] = 0.0
        ranked = ranked / ranked.sum(dim=-1, keepdim=True)
    is_reached = ranked.cumsum(dim=-1) - ranked >= op.top_p
    is_reached[:, 0] = False
    kept = torch.zeros_like(shares).scatter(-1, order, ranked.masked_fill(is_reached, 0.0))
    return first_beyond(kept, uniform.double())


def first_beyond(shares: Tensor, uniform: Tensor) -> Tensor:
    """The first class (B, 1) whose share (B, C), with all before it, exceeds `uniform` of all."""
    ends = shares.cumsum(dim=-1)
    last = (ends < ends[:, -1:]).sum(dim=-1, keepdim=True)
    return (ends <= uniform * ends[:, -1:]).sum(dim=-1, keepdim=True).minimum(last)


def drawn_code(op: DrawMixture, components: Sequence[Tensor], uniform: Tensor) -> Tensor:
    """A code (B, 1) of logits, means and log scales (B, K), by a look at the ends of all codes."""
    logits, means, log_scales = (each.double() for each in components)
    scales = log_scales.clamp_min(op.least_log_scale).exp()
    ends = 2 * torch.arange(1, op.n, dtype=torch.float64) / op.n - 1
    below = torch.sigmoid((ends[:, None] - means[:, None]) / scales[:, None])
    shares = (logits.softmax(dim=-1)[:, None] * below).sum(dim=-1)
    return (shares <= uniform.double()).sum(dim=-1, keepdim=True)
