"""Plain torch as a third side: what a figure is compared with where no reference is needed."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch.nn import functional

from tests.benchmarks.measuring.result import Json
from tests.benchmarks.measuring.worker import Values, Work
from tests.benchmarks.sides.settings import SEED, whole


def fourier(settings: Mapping[str, Json]) -> Work:
    """One bare convolution by Fourier transforms, forward only, its kernel given."""
    torch.manual_seed(SEED)
    size, length = whole(settings, "features"), whole(settings, "length")
    u = torch.randn(whole(settings, "batch"), size, length)
    kernel = torch.randn(size, length)

    def turn() -> Values:
        with torch.no_grad():
            there = torch.fft.rfft(u, n=2 * length) * torch.fft.rfft(kernel, n=2 * length)
            torch.fft.irfft(there, n=2 * length)[..., :length]
        return {}

    return Work(turn=turn)


def head(settings: Mapping[str, Json]) -> Work:
    """A dense linear head and cross-entropy over all classes, forward and backward."""
    torch.manual_seed(SEED)
    classes, positions = 2 ** whole(settings, "bits"), whole(settings, "positions")
    device = str(settings.get("device", "cpu"))
    linear = torch.nn.Linear(whole(settings, "features"), classes, device=device)
    x = torch.randn(1, positions, linear.in_features, device=device, requires_grad=True)
    target = torch.randint(0, classes, (positions,), device=device)

    def turn() -> Values:
        linear.zero_grad(set_to_none=True)
        x.grad = None
        loss = functional.cross_entropy(linear(x).flatten(0, 1), target)
        torch.autograd.backward(loss)
        return {"loss": loss.item()}

    return Work(turn=turn)
