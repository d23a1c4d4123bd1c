"""A stage exported with every free size left open: its outputs' sizes, and what it asked of sizes.

`torch.export` traces the module once; each question the module (or torch) asks of a size on the
way becomes a guard, under which alone the exported program is right.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import torch
from torch.export import Dim, ExportedProgram, export
from torch.utils._pytree import tree_unflatten

from graphnet.contract.assume import Relation
from graphnet.contract.polynomial import Polynomial, constant
from graphnet.graph.records import gathered
from graphnet.values import frozen
from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, flat
from graphnet.verify.expressions import Unreadable, Values, read, read_guard
from graphnet.verify.ports import Point, Port

TORCH = Path(torch.__file__).parent
SMALLEST = 2
"""Tracing takes every size to be at least this; C1 looks at 1."""


@frozen
class Guard:
    """What was asked of sizes, where, and whether the stage's own code asked."""

    relation: Relation | Unreadable
    text: str
    place: str
    is_own: bool


@frozen(kw_only=True)
class Traced:
    """An export at one point: sizes of outputs by flat port, over the contract's names."""

    point: Point
    outputs: Mapping[str, tuple[Polynomial | Unreadable, ...]]
    guards: tuple[Guard, ...]


def trace(bench: Bench, point: Point) -> Traced | Raised:
    """Export at example sizes of `point`, which all have numbers of their own."""
    subject = bench.subject
    values = bench.sampler("export").inputs(subject, point, torch.float32)
    shapes = {port.name: _dims(port) for port in subject.inputs}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = export(
                bench.module,
                (),
                dict(gathered(values)),
                dynamic_shapes=dict(gathered(shapes)),
                strict=False,
            )
    except Exception as problem:  # noqa: BLE001  # export may fail in any way
        return Raised(problem)
    return _read(program, point, bench.subject.inputs, bench.subject.outputs)


def _dims(port: Port) -> list[Any]:
    return [Dim.STATIC if axis.size.as_int is not None else Dim.AUTO for axis in port.axes]


def _read(
    program: ExportedProgram, point: Point, inputs: Sequence[Port], outputs: Sequence[Port]
) -> Traced | Raised:
    given = flat(_outputs(program), outputs)
    if isinstance(given, Raised):
        return given
    environment = _environment(program)
    values = {} if environment is None else _values(environment, point, inputs)
    sizes = {
        name: tuple(_size(size, values) for size in tensor.shape) for name, tensor in given.items()
    }
    guards = () if environment is None else tuple(_guards(environment, values))
    return Traced(point=point, outputs=sizes, guards=guards)


def _size(size: object, values: Values) -> Polynomial | Unreadable:
    return constant(size) if isinstance(size, int) else read(cast(Any, size).node.expr, values)


def _outputs(program: ExportedProgram) -> object:
    """What the program gives, as tensors without values."""
    end = next(node for node in program.graph.nodes if node.op == "output")
    leaves = [getattr(each, "meta", {}).get("val", each) for each in end.args[0]]
    spec = program.call_spec.out_spec
    return leaves[0] if spec is None else tree_unflatten(leaves, spec)


def _environment(program: ExportedProgram) -> Any:  # torch leaves it untyped
    """Where the export keeps its symbols and guards; None where it had no open size."""
    for node in program.graph.nodes:
        mode = getattr(node.meta.get("val"), "fake_mode", None)
        if mode is not None and mode.shape_env is not None:
            return mode.shape_env
    return None


def _values(environment: Any, point: Point, inputs: Sequence[Port]) -> Values:
    """What each symbol stands for: the size of the contract that has its number at the point."""
    sizes = {
        number: axis.size
        for port in inputs
        for axis, number in zip(port.axes, port.shape(point), strict=True)
        if axis.size.as_int is None
    }
    hints = getattr(environment, "backed_var_to_val", None)
    hints = environment.var_to_val if hints is None else hints
    return {str(name): sizes[int(hint)] for name, hint in hints.items() if int(hint) in sizes}


def _guards(environment: Any, values: Values) -> Iterator[Guard]:
    for guard in environment.guards:
        frame = getattr(guard.sloc, "framework_loc", None)
        file = Path(getattr(frame, "filename", str(TORCH)))
        is_own = not file.is_relative_to(TORCH)
        place = f" ({file.name}, line {frame.lineno})" if is_own and frame is not None else ""
        relation = read_guard(guard.expr, values)
        yield Guard(relation, str(guard.expr), place, is_own)
    yield from _ranges(environment, values)


def _ranges(environment: Any, values: Values) -> Iterator[Guard]:
    """Between which numbers a size was left, where that is narrower than it began."""
    for name, limits in environment.var_to_range.items():
        size = values.get(str(name))
        for bound, operator in ((limits.lower, ">="), (limits.upper, "<=")):
            if size is None or not getattr(bound, "is_Integer", False) or bound <= SMALLEST:
                continue
            relation = Relation(size, cast(Any, operator), constant(int(bound)))
            yield Guard(relation, f"{name} {operator} {bound}", "", is_own=False)
