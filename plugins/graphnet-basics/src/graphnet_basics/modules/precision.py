"""Digits that must not be lost: what half precision and autocast would round away."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor


def widened(values: Tensor) -> Tensor:
    """Values in float32 at least: half precision cannot tell 65,536 classes or bins apart."""
    return values.to(torch.promote_types(values.dtype, torch.float32))


def full_precision(device: torch.device) -> AbstractContextManager[object]:
    """No autocast on a device."""
    if device.type == "meta":  # which has no autocast to turn off
        return nullcontext()
    return torch.autocast(device.type, enabled=False)
