"""The nats a categorical model spends on each position, and draws from what it predicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from graphnet.plugin import NoOptions


@final
class CrossEntropy(nn.Module):
    """`-log softmax(scores)[target]`, one number for each position."""

    def __init__(self, _options: NoOptions, _sizes: Mapping[str, int]) -> None:
        super().__init__()

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        """From scores `(..., C)` and targets `(..., 1)` to nats `(...)`."""
        scores = main.flatten(0, -2)  # a view where the scores are contiguous: C may be 65,536
        nats = functional.cross_entropy(scores, target.flatten(), reduction="none")
        return nats.view(target.shape[:-1])

    def draw(self, main: Tensor, generator: Generator, temperature: float, top_p: float) -> Tensor:
        """One value `(B, 1)` for each row of scores `(B, C)`; temperature 0 takes the likeliest."""
        if temperature == 0.0:
            return main.argmax(dim=-1, keepdim=True)
        scores = _widened(main)
        below = scores - scores.amax(dim=-1, keepdim=True)  # so that no quotient overflows
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


def _widened(scores: Tensor) -> Tensor:
    """Scores in float32 at least: half precision cannot hold a sum over 65,536 classes."""
    return scores.to(torch.promote_types(scores.dtype, torch.float32))
