"""What choices cost under scores of classes, with a backward pass that takes one exponential."""

# N choices   C classes
#
# nats = -log softmax(scores)[chosen]; its gradient is softmax(scores) less one at the choice.
# torch's own goes there in two steps, by way of a gradient of log softmax that is nearly all zeros.

from __future__ import annotations

from typing import Any, final

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

from graphnet_basics.modules.precision import widened


def nats_of(scores: Tensor, chosen: Tensor) -> Tensor:
    """The nats `(...)` of each choice `(...)` under scores `(..., C)`, in float32 at least."""
    flat = widened(scores).flatten(0, -2)  # a view where scores are contiguous: C may be 65,536
    places = chosen.flatten()
    if torch.is_grad_enabled() and flat.requires_grad:
        # torch leaves `apply` untyped
        nats: Tensor = _Nats.apply(flat, places)  # type: ignore[no-untyped-call]
    else:
        nats = functional.cross_entropy(flat, places, reduction="none")
    return nats.view(scores.shape[:-1])


@final
class _Nats(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, scores_NC: Tensor, chosen_N: Tensor) -> Tensor:
        log_NC = scores_NC.log_softmax(dim=-1)
        ctx.save_for_backward(log_NC, chosen_N)
        return -log_NC.gather(1, chosen_N.unsqueeze(1)).squeeze(1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g_N: Tensor) -> tuple[Tensor, None]:
        log_NC, chosen_N = ctx.saved_tensors
        g_NC = log_NC.exp()
        less_one = g_NC.gather(1, chosen_N.unsqueeze(1)) - 1
        g_NC.scatter_(1, chosen_N.unsqueeze(1), less_one)
        return (g_NC if _is_one(g_N) else g_NC.mul_(g_N.unsqueeze(1))), None


def _is_one(g_N: Tensor) -> bool:
    """Whether nothing is to be scaled, asked where the answer is there already."""
    return g_N.device.type == "cpu" and bool((g_N == 1).all())
