"""What a module makes of its parameters, made again in the backward pass instead of kept."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TypeVar

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from graphnet_s4.modules.precision import full_precision

M = TypeVar("M", bound=nn.Module)
Make = Callable[[M], tuple[Tensor, ...]]


def remade(module: M, make: Make[M]) -> tuple[Tensor, ...]:
    """What `make` gives for the module; the parameters alone are kept for the gradient.

    What lies between them and the result is small beside one forward call, but there may be a
    matrix for each power and channel: 60 MB for 64 channels, in every block of a network.
    """
    named = {name: getattr(module, name) for name, _ in module.named_parameters(recurse=False)}
    # torch leaves `apply` untyped
    found: tuple[Tensor, ...] = _Remade.apply(  # type: ignore[no-untyped-call]
        module, make, tuple(named), *named.values()
    )
    return found


class _Remade(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: FunctionCtx, module: M, make: Make[M], names: tuple[str, ...], *learnt: Tensor
    ) -> tuple[Tensor, ...]:
        ctx.how = module, make, names  # type: ignore[attr-defined]  # where torch keeps such
        ctx.save_for_backward(*learnt)
        return make(module)

    @staticmethod
    @once_differentiable
    def backward(ctx: FunctionCtx, *g: Tensor) -> tuple[Tensor | None, ...]:
        module, make, names = ctx.how  # type: ignore[attr-defined]  # set above
        is_wanted = ctx.needs_input_grad[3:]  # type: ignore[attr-defined]  # set by torch
        saved: tuple[Tensor, ...] = ctx.saved_tensors  # type: ignore[attr-defined]  # set by torch
        learnt = [p.detach().requires_grad_(w) for p, w in zip(saved, is_wanted, strict=True)]
        with torch.enable_grad(), full_precision(g[0].device):
            made = make(_with(module, dict(zip(names, learnt, strict=True))))
            wanted = [p for p in learnt if p.requires_grad]
            moving = [
                (each, of_it) for each, of_it in zip(made, g, strict=True) if each.requires_grad
            ]
            outputs, given = zip(*moving, strict=True)
            found = iter(torch.autograd.grad(outputs, wanted, given, allow_unused=True))
        return None, None, None, *(next(found) if w else None for w in is_wanted)


def _with(module: M, learnt: dict[str, Tensor]) -> M:
    """The same module with other parameters."""
    twin = copy(module)
    twin.__dict__["_parameters"] = learnt
    return twin
