"""What one port of a stage's own contract carries, at any sizes that the contract allows."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor, inf

import torch

from graphnet.contract.domain import SolvedDomain
from graphnet.contract.interval import Limit, SolvedInterval
from graphnet.contract.polynomial import Polynomial, evaluate, render
from graphnet.graph.plan import PlannedAxis
from graphnet.values import frozen

Point = Mapping[str, int]
"""A number for each free size of one stage."""

UNBOUNDED = 100.0
"""How far probes go where a domain has no end."""


@frozen
class Port:
    """One tensor in or out: `main`, or `main.means` for a field of a record.

    `axes` are over the stage's own free sizes; `dtype` is `float` for that of the run.
    """

    name: str
    dtype: str
    axes: tuple[PlannedAxis, ...]
    domain: SolvedDomain | None = None
    kind: str | None = None
    is_optional: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The free sizes that its axes speak of."""
        return frozenset(which.name for axis in self.axes for which in axis.size.symbols)

    def axis(self, role: str) -> int | None:
        """The index of the first axis with a role."""
        return next((i for i, axis in enumerate(self.axes) if axis.role == role), None)

    def shape(self, point: Point) -> tuple[int, ...]:
        """Its shape at some sizes."""
        return tuple(evaluate(axis.size, dict(point)) for axis in self.axes)

    def torch_dtype(self, run: torch.dtype) -> torch.dtype:
        """Its dtype where the run computes in `run`."""
        if self.dtype in ("float", "?"):
            return run
        found: torch.dtype = getattr(torch, self.dtype)
        return found

    def limits(self, point: Point) -> tuple[tuple[float, float], ...]:
        """The pieces of its domain as numbers, both ends included; empty without a domain."""
        parts = () if self.domain is None else self.domain.parts
        return tuple(_limits(part, point, is_whole=self.is_whole) for part in parts)

    @property
    def is_whole(self) -> bool:
        """Whether its values are whole numbers."""
        return self.dtype.startswith(("int", "uint"))

    @property
    def text(self) -> str:
        """Its shape in contract language."""
        return f"({', '.join(render(axis.size) for axis in self.axes)})"


def _limits(part: SolvedInterval, point: Point, *, is_whole: bool) -> tuple[float, float]:
    low, high = _number(part.low, point), _number(part.high, point)
    if not is_whole:
        return low, high
    least = low if low == -inf else ceil(low) + (not part.low_included and low == ceil(low))
    most = high if high == inf else floor(high) - (not part.high_included and high == floor(high))
    return float(least), float(most)


def _number(limit: Limit, point: Point) -> float:
    return float(evaluate(limit, dict(point))) if isinstance(limit, Polynomial) else limit


def written(point: Point) -> str:
    """`B = 2, L = 7`, for people."""
    return ", ".join(f"{name} = {value}" for name, value in point.items())
