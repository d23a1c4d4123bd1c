"""The one output of a graph that fits a target which does not: what the spec is likely to mean."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.contract.domain import Inside, is_inside
from graphnet.diagnostics import Edit, Fix
from graphnet.graph.bindings import Bindings
from graphnet.graph.domains import is_open
from graphnet.graph.dtypes import is_whole
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatStage
from graphnet.graph.passed import Known
from graphnet.graph.plan import PlannedAxis, PlannedPort, Wire
from graphnet.graph.records import MAIN
from graphnet.graph.side import Side
from graphnet.text import Span

TARGET = "target"


def another_target(
    stage: FlatStage, port: str, takes: Side, gives: Known, bindings: Bindings
) -> Fix | None:
    """`target = "interleave"`, where that stage alone gives what an objective or a metric takes.

    The source itself is what is meant where nothing is written, and never in place of what is.
    """
    if not (stage.path == OBJECTIVE or stage.is_metric) or port != TARGET:
        return None
    wired = stage.inputs.get(port)
    fitting = [
        wire for wire in _fitting(takes, gives, bindings) if wire not in (wired, Wire(SOURCE))
    ]
    if len(fitting) != 1:
        return None
    wire = fitting[0]
    reference = f'"{wire.stage}"' if wire.port == MAIN else f'"{wire.stage}.{wire.port}"'
    return Fix(f"write `{TARGET} = {reference}`, which fits", _edits(stage, reference))


def _fitting(takes: Side, gives: Known, bindings: Bindings) -> Iterator[Wire]:
    """The outputs of stages of the spec that have this shape and such values."""
    for path, ports in gives.items():
        for name, port in ports.items():
            if "." not in path and _fits(bindings.resolve_port(port), takes, bindings):
                yield Wire(path, name)


def _fits(port: PlannedPort, takes: Side, bindings: Bindings) -> bool:
    if not takes.accepts_dtype(port.dtype) or len(port.axes) != len(takes.axes):
        return False
    if port.kind and takes.kind and port.kind != takes.kind:
        return False
    pairs = zip(port.axes, takes.axes, strict=True)
    return all(_is_same(mine, other, bindings) for mine, other in pairs) and _is_covered(
        port, takes, bindings
    )


def _is_same(mine: PlannedAxis, other: PlannedAxis, bindings: Bindings) -> bool:
    means_other = mine.role and other.role and mine.role != other.role
    return not means_other and mine.size == bindings.resolve(other.size)


def _is_covered(port: PlannedPort, takes: Side, bindings: Bindings) -> bool:
    """Whether all values are among those that are taken, as far as these are known."""
    if port.domain is None or takes.domain is None:
        return takes.domain is None
    outer = bindings.resolve_domain(takes.domain)
    verdict = is_inside(port.domain, outer, bindings.assumptions, whole=is_whole(port.dtype))
    return is_open(outer) or isinstance(verdict, Inside)


def _edits(stage: FlatStage, reference: str) -> tuple[Edit, ...]:
    """The reference in the place of the written one, or on a line of its own below `use`."""
    written = dict(stage.spec.inputs).get(TARGET)
    if written is not None:
        return (Edit(written.at, reference),)
    use = stage.spec.use
    if use is None or not use.at.source.line(use.at.position[0]).lstrip().startswith("use"):
        return ()
    behind = Span(use.at.source, use.at.end, use.at.end)
    return (Edit(behind, f"\n{TARGET} = {reference}"),)
