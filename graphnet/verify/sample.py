"""Values for probes: drawn inside the declared domains, a function of the seed alone."""

from __future__ import annotations

from math import inf
from typing import final

import torch
from torch import Generator, Tensor

from graphnet.verify.ports import UNBOUNDED, Point, Port
from graphnet.verify.subject import Subject

FEW = 8


@final
class Sampler:
    """Draws tensors for ports, in the order in which it is asked."""

    def __init__(self, seed: int) -> None:
        self.generator = Generator().manual_seed(seed)

    def inputs(self, subject: Subject, point: Point, run: torch.dtype) -> dict[str, Tensor]:
        """A tensor for every input port."""
        return {port.name: self.port(port, point, run) for port in subject.inputs}

    def port(self, port: Port, point: Point, run: torch.dtype) -> Tensor:
        """A tensor for one port."""
        shape, dtype = port.shape(point), port.torch_dtype(run)
        limits = port.limits(point)
        if dtype == torch.bool:
            return torch.randint(0, 2, shape, generator=self.generator).to(dtype)
        if port.is_whole:
            return self._whole(limits or ((0.0, FEW - 1.0),), shape).to(dtype)
        if dtype.is_complex:
            return torch.randn(shape, generator=self.generator, dtype=torch.complex128).to(dtype)
        values = torch.randn(shape, generator=self.generator, dtype=torch.float64)
        if port.kind == "probabilities":
            return values.softmax(-1).to(dtype)
        return (self._real(limits, shape) if limits else values).to(dtype)

    def normal(self, shape: tuple[int, ...]) -> Tensor:
        """Standard normal values in float64."""
        return torch.randn(shape, generator=self.generator, dtype=torch.float64)

    def _whole(self, limits: tuple[tuple[float, float], ...], shape: tuple[int, ...]) -> Tensor:
        """Whole numbers, every piece of the domain and both of its ends as likely as can be."""
        pieces = [_whole_piece(low, high) for low, high in limits]
        drawn = [
            torch.randint(low, high + 1, shape, generator=self.generator) for low, high in pieces
        ]
        found = self._one_of(drawn)
        flat = found.flatten()
        if flat.numel() > 1:
            flat[0], flat[-1] = pieces[0][0], pieces[-1][1]
        return flat.view(shape)

    def _real(self, limits: tuple[tuple[float, float], ...], shape: tuple[int, ...]) -> Tensor:
        drawn = []
        for low, high in limits:
            uniform = torch.rand(shape, generator=self.generator, dtype=torch.float64)
            least = max(low, -UNBOUNDED) if high == inf or low > -inf else high - UNBOUNDED
            most = high if high < inf else least + UNBOUNDED
            drawn.append(least + (most - least) * uniform)
        return self._one_of(drawn)

    def _one_of(self, drawn: list[Tensor]) -> Tensor:
        found = drawn[0]
        for other in drawn[1:]:
            takes = torch.randint(0, 2, found.shape, generator=self.generator).bool()
            found = torch.where(takes, other, found)
        return found


def _whole_piece(low: float, high: float) -> tuple[int, int]:
    """Whole ends of a piece of a domain, cut where it has none."""
    least = low if low > -inf else min(high, UNBOUNDED) - 2 * UNBOUNDED
    return int(least), int(min(high, least + 2 * UNBOUNDED) if high == inf else high)
