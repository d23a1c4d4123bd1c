"""C3: on values inside the domains, outputs are finite and in theirs, whatever the layout."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import torch
from torch import Tensor

from graphnet.contract.domain import render_domain
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, Tensors, call
from graphnet.verify.check import Check, Finding
from graphnet.verify.ports import Point, Port
from graphnet.verify.precision import TIGHT, Watch, gap, size
from graphnet.verify.rules.promise_broken import (
    changes_input,
    depends_on_layout,
    fails,
    gives_no_number,
    leaves_domain,
    mixes_batch,
)
from graphnet.verify.shapes import outputs_wrong

SLACK = 1e-5


def check_values(bench: Bench) -> Check:
    """Real values at small sizes: one dtype run, and float64 for what must be equal."""
    subject, point = bench.subject, bench.point
    values = bench.sampler("values").inputs(subject, point, torch.float32)
    given = call(bench.module, values, subject.outputs)
    findings = outputs_wrong(bench, given, point)
    if not isinstance(given, Raised) and not findings:
        found = (_value_wrong(port, given[port.name], point) for port in subject.outputs)
        findings = tuple(finding for finding in found if finding is not None)
    findings = findings or _invariance(bench, point)
    return Check(level="C3", name="values", findings=findings)


def _value_wrong(port: Port, given: Tensor, point: Point) -> Finding | None:
    """What is wrong with the values of one output."""
    if given.is_floating_point() and not bool(torch.isfinite(given).all()):
        return gives_no_number(port, point)
    limits = port.limits(point)
    if not limits or given.is_complex() or port.domain is None:
        return None
    numbers = given.detach().double()
    inside = torch.zeros_like(numbers, dtype=torch.bool)
    for low, high in limits:
        slack = 0.0 if port.is_whole else SLACK * max(1.0, *(abs(x) for x in finite(low, high)))
        inside |= (numbers >= low - slack) & (numbers <= high + slack)
    if bool(inside.all()):
        return None
    return leaves_domain(port, render_domain(port.domain), float(numbers[~inside][0]), point)


def finite(*numbers: float) -> tuple[float, ...]:
    """The numbers that have an end, and 0."""
    return (0.0, *(number for number in numbers if abs(number) < float("inf")))


def _invariance(bench: Bench, point: Point) -> tuple[Finding, ...]:
    """Layout in memory and neighbours in the batch change nothing; in float64."""
    values = bench.sampler("invariance").inputs(bench.subject, point, torch.float64)
    before = {name: value.clone() for name, value in values.items()}
    with Watch() as watch:
        whole = call(bench.wide, values, bench.subject.outputs)
    if isinstance(whole, Raised):
        return (fails(f"in float64: {whole.line}", point),)
    changed = next((n for n, value in values.items() if not torch.equal(value, before[n])), None)
    if changed is not None:
        return (changes_input(changed, point),)
    tolerance = 1e-4 if watch.is_narrow else TIGHT
    found = chain(_layouts(bench, values, whole, tolerance), _rows(bench, values, whole, tolerance))
    return tuple(islice(found, 1))


def _layouts(bench: Bench, values: Tensors, whole: Tensors, tolerance: float) -> Iterator[Finding]:
    """The same values with each pair of axes swapped in memory."""
    swaps = ((0, -1), (1, -1), (0, 1))
    for first, second in swaps:
        turned = {name: swapped(value, first, second) for name, value in values.items()}
        again = call(bench.wide, turned, bench.subject.outputs)
        if isinstance(again, Raised):
            yield depends_on_layout(again.line, bench.point)
            return
        for name, tensor in whole.items():
            found = gap(tensor, again[name])
            if found > tolerance * size(tensor):
                yield depends_on_layout(f"`{name}` differs by {found:.2g}", bench.point)


def swapped(value: Tensor, first: int, second: int) -> Tensor:
    """The same tensor, two of its axes swapped in memory."""
    if value.dim() < 2 or max(first, second) >= value.dim():
        return value
    return value.transpose(first, second).contiguous().transpose(first, second)


def _rows(bench: Bench, values: Tensors, whole: Tensors, tolerance: float) -> Iterator[Finding]:
    """The first and the last row of the batch, each alone."""
    ports = {port.name: port.axis("batch") for port in bench.subject.inputs}
    if any(axis is None for axis in ports.values()):
        return
    count = next(iter(values.values())).shape[next(iter(ports.values())) or 0]
    for row in (0, count - 1):
        alone = call(bench.wide, _row(values, ports, row), bench.subject.outputs)
        for port in bench.subject.outputs if not isinstance(alone, Raised) else ():
            axis = port.axis("batch")
            if axis is None or isinstance(alone, Raised):
                continue
            together = whole[port.name].narrow(axis, row, 1)
            found = gap(together, alone[port.name])
            if found > tolerance * size(together):
                yield mixes_batch(port.name, found, bench.point)
        if isinstance(alone, Raised):
            yield fails(f"for a single row: {alone.line}", bench.point)


def _row(values: Tensors, axes: dict[str, int | None], row: int) -> Tensors:
    return {name: value.narrow(axes[name] or 0, row, 1) for name, value in values.items()}
