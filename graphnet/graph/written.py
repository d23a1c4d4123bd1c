"""Contracts that a spec writes for its stages, and where it writes them."""

from __future__ import annotations

from attrs import evolve

from graphnet.contract.syntax import Tensor
from graphnet.graph.flat import FlatStage
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side, port_of, side_of, spec_reader
from graphnet.graph.sizes import Scope
from graphnet.text import Span


def written_port(
    stage: FlatStage, port: str, scope: Scope, *, is_input: bool
) -> PlannedPort | None:
    """What the spec writes of a port, None where it writes nothing or leaves axes open."""
    contract = None if stage.is_inner else stage.spec.contract
    if contract is None:
        return None
    node = dict(contract.inputs if is_input else contract.outputs).get(port)
    if not isinstance(node, Tensor):
        return None
    side = side_of(node, spec_reader(scope))
    dtype = "?" if side.dtypes is None else side.dtypes[0]
    return None if side.spread is not None else evolve(port_of(side, None), dtype=dtype)


def written_side(declared: Side, written: PlannedPort, at: Span | None) -> Side:
    """What a stage asks where the spec wrote its contract: written sizes, declared meaning."""
    axes = tuple(
        evolve(mine, role=mine.role or other.role)
        for mine, other in zip(written.axes, declared.axes, strict=False)
    )
    domain = written.domain or declared.domain
    return Side(axes, declared.dtypes, domain, written.kind or declared.kind, at)


def spread_axes(
    written: PlannedPort | None, giver: PlannedPort | None
) -> tuple[PlannedAxis, ...] | None:
    """What a variadic axis can learn from: the written axes, with what they mean to the giver."""
    if written is None or giver is None:
        known = written or giver
        return None if known is None else known.axes
    if len(written.axes) != len(giver.axes):
        return written.axes
    pairs = zip(written.axes, giver.axes, strict=True)
    return tuple(evolve(mine, role=mine.role or other.role) for mine, other in pairs)


def written_place(stage: FlatStage, port: str) -> Span | None:
    """Where a spec writes a port's contract."""
    if stage.is_inner or stage.spec.contract is None:
        return None
    contract = stage.spec.contract
    node = dict((*contract.outputs, *contract.inputs)).get(port)
    return None if node is None else node.at


def place_of(stage: FlatStage) -> Span:
    """Where a stage stands in the spec: its `use`, else its name."""
    return stage.spec.name_at if stage.spec.use is None else stage.spec.use.at
