"""One value drawn for each row of scores: temperature and nucleus mean the same everywhere."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from graphnet_basics.modules.precision import widened


def draw_class(scores: Tensor, generator: Generator, temperature: float, top_p: float) -> Tensor:
    """One class `(B, 1)` for each row of scores `(B, C)`; temperature 0 takes the likeliest."""
    if temperature == 0.0:
        return scores.argmax(dim=-1, keepdim=True)
    wide = widened(scores)
    below = wide - wide.amax(dim=-1, keepdim=True)  # so that no quotient overflows
    probabilities = below.div(temperature).softmax(dim=-1)
    if top_p < 1.0:
        probabilities = keep_nucleus(probabilities, top_p)
    return torch.multinomial(probabilities, 1, generator=generator)


def keep_nucleus(probabilities: Tensor, top_p: float) -> Tensor:
    """Zero all but the likeliest classes that together reach `top_p`; one is always left."""
    ranked, order = probabilities.sort(dim=-1, descending=True)
    dropped = ranked.cumsum(dim=-1) - ranked >= top_p  # the likelier ones reach it already
    dropped[..., 0] = False
    return torch.zeros_like(ranked).scatter(-1, order, ranked.masked_fill(dropped, 0.0))
