"""What passes a port once two sides have met: values, and holes where they fell out."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graphnet.contract.polynomial import Polynomial
from graphnet.graph.compare import DomainFault, DtypeFault, Fault, KindFault, refused_axes
from graphnet.graph.dtypes import UNKNOWN
from graphnet.graph.plan import PlannedAxis, PlannedPort, Wire
from graphnet.graph.records import MAIN, split
from graphnet.graph.side import Side
from graphnet.graph.sizes import HOLE
from graphnet.values import evolve

_BLANK = PlannedAxis(HOLE, None, HOLE)  # what was refused once is not refused again further on


Known = Mapping[str, Mapping[str, PlannedPort]]
"""Ports by stage and name, as far as they are known."""


def carried(wire: Wire, takes: Known, gives: Known) -> PlannedPort | None:
    """What a wire carries: an output, or inside a composite what enters it (`in.PORT`)."""
    side, name = (takes, wire.port[3:]) if wire.port.startswith("in.") else (gives, wire.port)
    return side.get(wire.stage, {}).get(name)


def taken(giver: PlannedPort, wanted: Side, found: tuple[Fault, ...]) -> PlannedPort:
    """What enters: the giver's values; where the two fell out, nothing of that is known."""
    if found:
        axes = tuple(PlannedAxis(HOLE, axis.role, HOLE) for axis in wanted.axes)
        is_strange = any(isinstance(fault, DtypeFault) for fault in found)
        is_other = is_strange or any(isinstance(fault, KindFault) for fault in found)
        dtype, kind = UNKNOWN if is_strange else giver.dtype, None if is_other else giver.kind
        return PlannedPort(dtype, axes, None, kind)
    merged = tuple(
        evolve(axis, role=axis.role or other.role, at=other.at or axis.at)
        for axis, other in zip(giver.axes, wanted.axes, strict=True)
    )
    return evolve(giver, axes=merged)


def given(
    port: PlannedPort, faults: tuple[Fault, ...], poisoned: Collection[Polynomial]
) -> PlannedPort:
    """What leaves: nothing is known of axes that were refused, or stand for a refused size."""
    axes = tuple(
        _BLANK if wrong or axis.size in poisoned else axis
        for axis, wrong in zip(port.axes, refused_axes(faults, len(port.axes)), strict=True)
    )
    domain = None if any(isinstance(f, DomainFault) for f in faults) else port.domain
    return evolve(port, axes=axes, domain=domain)


def kept(port: PlannedPort, entering: PlannedPort) -> PlannedPort:
    """What leaves a stage that keeps values as they are: what is not stated is as it came in."""
    domain, kind = port.domain or entering.domain, port.kind or entering.kind
    return evolve(port, domain=domain, kind=kind)


def source_of(port: str, takes: dict[str, PlannedPort]) -> PlannedPort | None:
    """The input an output takes after: the same field of a record, else the first of main."""
    mains = (entering for name, entering in takes.items() if split(name)[0] == MAIN)
    return takes.get(port) or next(mains, None)
