"""C1: every output has the contract's name, rank, shape and dtype at every point of the grid."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.func import functional_call

from graphnet.graph.records import gathered
from graphnet.verify.bench import Bench, on_meta
from graphnet.verify.call import Raised, Tensors, call, flat
from graphnet.verify.check import Check, Finding
from graphnet.verify.grid import FEW, STEPS, grid
from graphnet.verify.ports import Point, Port
from graphnet.verify.rules.promise_broken import (
    fails,
    gives_other_dtype,
    gives_other_ports,
    gives_other_shape,
)
from graphnet.verify.signature import check_signature

RUN = torch.float32


def check_shapes(bench: Bench) -> Check:
    """Call the module without values at each point, or with small ones where that fails."""
    return _check(bench, STEPS)


def check_few_shapes(bench: Bench) -> Check:
    """The same at three values of each free size."""
    return _check(bench, FEW)


def _check(bench: Bench, steps: tuple[int, ...]) -> Check:
    findings = check_signature(bench)
    points = grid(bench.subject, steps)
    if not points and not findings:
        return Check(level="C1", name="shapes", unverified="no sizes keep all its conditions")
    for point in () if findings else points:
        findings = shapes_at(bench, point)
        if findings:
            break
    if bench.subject.unfed and not findings:
        findings = shapes_at(bench.completed(), bench.point)
    return Check(level="C1", name="shapes", findings=findings, detail=f"{len(points)} points")


def shapes_at(bench: Bench, point: Point) -> tuple[Finding, ...]:
    """What is wrong with the shapes at one point."""
    given = _without_values(bench, point)
    if isinstance(given, Raised):
        values = bench.sampler("shapes").inputs(bench.subject, point, RUN)
        given = call(bench.module, values, bench.subject.outputs)
    return outputs_wrong(bench, given, point)


def outputs_wrong(
    bench: Bench, given: Mapping[str, Tensor] | Raised, point: Point
) -> tuple[Finding, ...]:
    """What is wrong with names, shapes and dtypes of what a module gave."""
    if isinstance(given, Raised):
        return (fails(given.line, point),)
    expected = {port.name for port in bench.subject.outputs}
    if expected != given.keys():
        return (gives_other_ports(expected, given, point),)
    found = (port_wrong(port, given[port.name], point) for port in bench.subject.outputs)
    return tuple(finding for finding in found if finding is not None)


def port_wrong(port: Port, given: Tensor, point: Point) -> Finding | None:
    """What is wrong with the shape or dtype of one output."""
    shape = tuple(given.shape)
    if shape != port.shape(point):
        return gives_other_shape(port, shape, point)
    wanted = port.torch_dtype(RUN)
    if given.dtype != wanted:
        return gives_other_dtype(port, _name(wanted), _name(given.dtype), point)
    return None


def _without_values(bench: Bench, point: Point) -> dict[str, Tensor] | Raised:
    """What a call on the meta device gives."""
    subject = bench.subject
    values: Tensors = {
        port.name: torch.empty(port.shape(point), dtype=port.torch_dtype(RUN), device="meta")
        for port in subject.inputs
    }
    weights = on_meta(bench.module)
    try:
        with torch.no_grad():
            given = functional_call(bench.module, weights, (), dict(gathered(values)))
    except Exception as problem:  # noqa: BLE001  # many things ask for values
        return Raised(problem)
    return flat(given, subject.outputs)


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
