"""Declared inverses: what comes back is what went in, value for value."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from graphnet.verify.bench import Bench, construct
from graphnet.verify.call import Raised, call
from graphnet.verify.check import Finding
from graphnet.verify.grid import grid
from graphnet.verify.ports import UNBOUNDED, Point, Port
from graphnet.verify.rules.law_broken import inverse_fails
from graphnet.verify.rules.promise_broken import fails

MAIN = "main"
MOST_VALUES = 100_000


def check_inverse(bench: Bench) -> tuple[tuple[Finding, ...], str]:
    """Forth and back on numbered values and on drawn ones, at every point of the grid."""
    place = bench.subject.declaration.inverse
    port = bench.subject.input(MAIN)
    if place is None or port is None:
        return (), ""
    module, problems = construct(place, bench.subject, bench.subject.options)
    if module is None:
        return (), f"inverse: {problems[0].message}"
    back = Bench(bench.subject, module.eval().double(), bench.seed)
    for point in grid(bench.subject):
        for values in _probes(bench, port, point):
            finding = _round_trip(bench, back, values, point)
            if finding is not None:
                return (finding,), ""
    return (), ""


def _probes(bench: Bench, port: Port, point: Point) -> Iterator[Tensor]:
    """Values that tell their places: all different where the domain holds as many."""
    shape = torch.Size(port.shape(point))
    if shape.numel() > MOST_VALUES:
        return
    dtype = port.torch_dtype(torch.float64)
    limits = port.limits(point)
    low, high = limits[0] if limits else (0.0, float(shape.numel()))
    low = max(low, -UNBOUNDED) if high == float("inf") or low > -float("inf") else high - UNBOUNDED
    numbers = torch.arange(shape.numel(), dtype=torch.float64)
    if port.is_whole:
        wide = min(high - low + 1, float(1 << 40))
        yield (low + numbers % wide).view(shape).to(dtype)
    yield bench.sampler("inverse").port(port, point, torch.float64)


def _round_trip(bench: Bench, back: Bench, values: Tensor, point: Point) -> Finding | None:
    others = bench.sampler("inverse others").inputs(bench.subject, point, torch.float64)
    given = call(bench.wide, {**others, MAIN: values}, bench.subject.outputs)
    if isinstance(given, Raised):
        return fails(given.line, point)
    inputs = tuple(port for port in bench.subject.inputs if port.name == MAIN)
    again = call(back.module, given, inputs)
    if isinstance(again, Raised):
        return inverse_fails(again.line, (), (0.0, 0.0), point)
    return _differs(values, again.get(MAIN), point)


def _differs(values: Tensor, again: Tensor | None, point: Point) -> Finding | None:
    if again is None or again.shape != values.shape:
        found = "nothing" if again is None else str(tuple(again.shape))
        what = f"it gives {found} for {tuple(values.shape)}"
        return inverse_fails(what, (), (0.0, 0.0), point)
    if again.dtype != values.dtype:
        what = f"it gives {again.dtype} for {values.dtype}".replace("torch.", "")
        return inverse_fails(what, (), (0.0, 0.0), point)
    places = (again != values).nonzero()
    if not len(places):
        return None
    place = tuple(places[0].tolist())
    pair = float(values[place]), float(again[place])
    return inverse_fails("a value does not come back", place, pair, point)
