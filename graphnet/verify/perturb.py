"""One item of one input changed, and by how much each item of each output follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import final

import torch
from torch import Tensor, nn

from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, Tensors, call
from graphnet.verify.ports import Point, Port
from graphnet.verify.precision import size
from graphnet.verify.sample import Sampler

MOST_ITEMS = 24


def other_values(port: Port, old: Tensor, sampler: Sampler, point: Point) -> Tensor:
    """Values of the port's domain, each another than before where there is another."""
    new = sampler.port(port, point, old.dtype)
    if not port.is_whole:
        return new
    limits = port.limits(point) or ((0.0, 1.0),)
    low, high = (torch.full_like(old, int(end)) for end in (limits[0][0], limits[-1][1]))
    return torch.where(new == old, torch.where(old == low, high, low), new)


def probed_items(length: int) -> tuple[int, ...]:
    """Items to change: all of a short sequence, else both ends and evenly between."""
    if length <= MOST_ITEMS:
        return tuple(range(length))
    return tuple(sorted({round(i * (length - 1) / (MOST_ITEMS - 1)) for i in range(MOST_ITEMS)}))


@final
class Follow:
    """A module on base values, and what it gives when some of them are others."""

    def __init__(self, bench: Bench, module: nn.Module, point: Point) -> None:
        self.bench, self.module, self.point = bench, module, point
        self.sampler = bench.sampler("perturb")
        self.values = self.sampler.inputs(bench.subject, point, torch.float64)
        self.whole = call(module, copied(self.values), bench.subject.outputs)

    def floor(self, name: str, precision: float) -> float:
        """Below what a change of an output is rounding."""
        return 0.0 if isinstance(self.whole, Raised) else precision * size(self.whole[name])

    def changes(self, port: Port) -> Iterator[tuple[int, Mapping[str, Tensor]]]:
        """For each probed item of a port: how far each item of each output moves."""
        axis = port.axis("time")
        if axis is None or isinstance(self.whole, Raised):
            return
        old = self.values[port.name]
        new = other_values(port, old, self.sampler, self.point)
        for item in probed_items(old.shape[axis]):
            changed = old.clone()
            changed.select(axis, item).copy_(new.select(axis, item))
            moved = self.moved({**self.values, port.name: changed})
            if moved is not None:
                yield item, moved

    def moved(self, values: Tensors) -> Mapping[str, Tensor] | None:
        """How far each item of each output with a time axis moves; None where a call fails."""
        given = call(self.module, copied(values), self.bench.subject.outputs)
        if isinstance(given, Raised) or isinstance(self.whole, Raised):
            return None
        found = {}
        for port in self.bench.subject.outputs:
            axis = port.axis("time")
            if axis is not None:
                found[port.name] = by_item(self.whole[port.name], given[port.name], axis)
        return found


def copied(values: Tensors) -> Tensors:
    """The same values in memory of their own: a module may write into what it is given."""
    return {name: each.clone() for name, each in values.items()}


def by_item(left: Tensor, right: Tensor, axis: int) -> Tensor:
    """The largest difference for each index along an axis."""
    if not (left.is_floating_point() or left.is_complex()):
        differences = (left != right).double()
    else:
        differences = (left - right).abs().double().nan_to_num(float("inf"), float("inf"))
    return differences.movedim(axis, 0).flatten(1).amax(1)
