"""One value drawn for each row of scores: `Sampling` means the same everywhere."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from graphnet.build.protocols import Sampling
from graphnet_basics.modules.precision import widened


def draw_class(scores: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
    """One class `(B, 1)` for each row of scores `(B, C)`, log-probabilities up to a constant."""
    if sampling.temperature == 0.0:
        if bool(scores.isnan().any()):
            raise RuntimeError("nothing can be drawn: the scores hold `nan`")
        return scores.argmax(dim=-1, keepdim=True)
    probabilities = tempered(scores, sampling.temperature)
    if sampling.top_k is not None:
        probabilities = keep_likeliest(probabilities, sampling.top_k)
    if sampling.top_p < 1.0:
        probabilities = keep_nucleus(probabilities, sampling.top_p)
    return first_beyond(probabilities, drawn_evenly(probabilities[..., :1], generator))


def drawn_evenly(like: Tensor, generator: Generator) -> Tensor:
    """Numbers from [0, 1) in the shape of `like`, float64: all that a draw takes of chance."""
    even = torch.rand(like.shape, generator=generator, dtype=torch.float64, device=generator.device)
    return even.to(like.device)


def first_beyond(probabilities: Tensor, even: Tensor) -> Tensor:
    """The first class whose share of the whole, with all before it, exceeds `even` (B, 1).

    There is one: the largest number below 1 times the whole is rounded to less than the whole.
    """
    ends = probabilities.double().cumsum(dim=-1)
    whole = ends[..., -1:]
    if not bool(whole.isfinite().all()):
        raise RuntimeError("nothing can be drawn: the scores hold `inf` or `nan`")
    return torch.searchsorted(ends, even * whole, right=True)


def tempered(scores: Tensor, temperature: float) -> Tensor:
    """Probabilities to the power of 1 / temperature, which sum to 1."""
    wide = widened(scores)
    below = wide - wide.amax(dim=-1, keepdim=True)  # so that no quotient overflows
    return below.div(temperature).softmax(dim=-1)


def keep_likeliest(probabilities: Tensor, top_k: int) -> Tensor:
    """Only the `top_k` likeliest classes, which sum to 1 again; of equals the first are kept."""
    if top_k >= probabilities.shape[-1]:
        return probabilities
    order = probabilities.sort(dim=-1, descending=True, stable=True).indices[..., :top_k]
    kept = probabilities.gather(-1, order)
    shared = kept / kept.sum(dim=-1, keepdim=True)
    return torch.zeros_like(probabilities).scatter(-1, order, shared)


def keep_nucleus(probabilities: Tensor, top_p: float) -> Tensor:
    """Zero all but the likeliest classes that together reach `top_p`; one is always left."""
    ranked, order = probabilities.sort(dim=-1, descending=True, stable=True)
    dropped = ranked.cumsum(dim=-1) - ranked >= top_p  # the likelier ones reach it already
    dropped[..., 0] = False
    return torch.zeros_like(ranked).scatter(-1, order, ranked.masked_fill(dropped, 0.0))
