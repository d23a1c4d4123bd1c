"""C4: what stands behind the end of a sequence does not reach its items."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.graph.plan import Timing
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, Tensors, call
from graphnet.verify.causality import COARSE, ROUNDING
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import at_least
from graphnet.verify.perturb import other_values
from graphnet.verify.ports import Port
from graphnet.verify.precision import TIGHT, Watch, gap, size
from graphnet.verify.rules.promise_broken import fails
from graphnet.verify.rules.sees_too_far import sees_padding

LENGTHS = "lengths"
ITEMS = 9


def check_padding(bench: Bench) -> Check:
    """Change everything behind the end, of every row at another place."""
    full = bench.completed()
    main = next((p for p in full.subject.inputs if p.axis("time") is not None), None)
    if not full.subject.timing.padding_safe or main is None or main.axis("batch") is None:
        return Check(level="C4", name="padding", applies=False)
    finding = _probe(full, main)
    return Check(level="C4", name="padding", findings=() if finding is None else (finding,))


def _probe(bench: Bench, main: Port) -> Finding | None:
    subject = bench.subject
    time, batch = main.axis("time") or 0, main.axis("batch") or 0
    name = next(iter(which.name for which in main.axes[time].size.symbols), "")
    point = (at_least(subject, name, ITEMS) or bench.point) if name else bench.point
    sampler = bench.sampler("padding")
    values = sampler.inputs(subject, point, torch.float64)
    rows, items = values[main.name].shape[batch], values[main.name].shape[time]
    ends = [max(1, items - 1 - 2 * row) for row in range(rows)]
    if LENGTHS in values:
        values[LENGTHS] = torch.tensor(ends).reshape(values[LENGTHS].shape)
    changed = dict(values)
    for port in subject.inputs:
        if port.axis("time") is not None and port.axis("batch") is not None:
            other = other_values(port, values[port.name], sampler, point)
            changed[port.name] = behind(values[port.name], other, port, ends)
    with Watch() as watch:
        left = call(bench.shaken, values, subject.outputs)
    right = call(bench.shaken, changed, subject.outputs)
    if isinstance(left, Raised) or isinstance(right, Raised):
        return fails(left.line if isinstance(left, Raised) else "with other padding", point)
    rounding = COARSE if watch.is_narrow else ROUNDING
    for port in subject.outputs:
        found = _gap(port, (left, right), ends, subject.timing)
        if found > max(TIGHT, rounding) * size(left[port.name]):
            return sees_padding(port.name, found, point)
    return None


def behind(old: Tensor, new: Tensor, port: Port, ends: list[int]) -> Tensor:
    """Old values up to each row's end, new ones behind it."""
    found = old.clone()
    for row, end in enumerate(ends):
        kept, other = (_row(each, port, row) for each in (found, new))
        kept[end:] = other[end:]
    return found


def _row(tensor: Tensor, port: Port, row: int) -> Tensor:
    """One row with its time axis first."""
    time, batch = port.axis("time") or 0, port.axis("batch") or 0
    return tensor.movedim((batch, time), (0, 1))[row]


def _gap(port: Port, pair: tuple[Tensors, Tensors], ends: list[int], timing: Timing) -> float:
    """The largest change of what belongs to the sequences themselves."""
    left, right = (each[port.name] for each in pair)
    if port.axis("time") is None or port.axis("batch") is None:
        return gap(left, right)
    return max(
        gap(_row(left, port, row)[:kept], _row(right, port, row)[:kept])
        for row, kept in enumerate(int(end * timing.ratio) for end in ends)
    )
