"""Where autocast must not reach."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch


def full_precision(device: torch.device) -> AbstractContextManager[object]:
    """No autocast: phases of the kernel and spectra do not survive half precision."""
    if device.type == "meta":  # which has no autocast to turn off
        return nullcontext()
    return torch.autocast(device.type, enabled=False)
