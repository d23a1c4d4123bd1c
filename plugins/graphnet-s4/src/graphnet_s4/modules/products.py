"""When hand-written gradients run, and in which dtype their products are."""

from __future__ import annotations

import torch
from torch import Tensor


def is_traced() -> bool:
    """Whether torch makes a program of what is done, instead of doing it."""
    return torch.compiler.is_compiling() or torch.compiler.is_exporting()


def is_recorded() -> bool:
    """Whether gradients will be asked for; who exports or compiles fuses by itself."""
    return torch.is_grad_enabled() and not is_traced()


def dtype_of_products(x: Tensor) -> torch.dtype:
    """That of autocast where it is on and touches such numbers, otherwise their own.

    Asked for in a forward call: the backward pass runs outside of any autocast.
    """
    kind = x.device.type
    if kind == "meta" or x.dtype == torch.float64 or not torch.is_autocast_enabled(kind):
        return x.dtype
    return torch.get_autocast_dtype(kind)
