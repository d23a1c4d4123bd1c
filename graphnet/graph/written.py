"""Contracts that a spec writes for its stages, and where it writes them."""

from __future__ import annotations

from graphnet.contract.syntax import Port, Record, Tensor, Where
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.bindings import Bindings
from graphnet.graph.dtypes import UNKNOWN, members_of
from graphnet.graph.flat import FlatStage
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.private import learn_spread
from graphnet.graph.records import members, split
from graphnet.graph.rules.contract_disagrees import form_not_declared, ports_not_declared
from graphnet.graph.side import Side, port_of, side_of, spec_reader, spread_over
from graphnet.graph.sizes import Scope
from graphnet.text import Span
from graphnet.values import evolve


def written_node(stage: FlatStage, port: str) -> Port | None:
    """The contract a spec writes for `in.main` or `out.main`, None where it writes none."""
    contract = None if stage.is_inner else stage.spec.contract
    if contract is None:
        return None
    side, _, name = port.partition(".")
    return dict(contract.inputs if side == "in" else contract.outputs).get(name)


def written_port(
    stage: FlatStage,
    port: str,
    axes: tuple[PlannedAxis, ...] | None,
    scope: Scope,
    bindings: Bindings,
) -> PlannedPort | None:
    """What the spec writes of `in.main` or `out.main`, None where it writes nothing.

    `...` in it stands for the `axes` that the port is known to have, None where none are known.
    """
    node = written_node(stage, port)
    if not isinstance(node, Tensor):
        return None
    owner = f"{stage.path} as written"
    if axes is not None:
        learn_spread(owner, node, axes, bindings)
    side = side_of(node, spec_reader(scope, owner, port, bindings))
    if side.spread is not None and axes is None:
        return None
    return port_of(spread_over(side, 0), None)


def written_where(stage: FlatStage) -> tuple[Where, ...]:
    """The conditions a spec writes into a stage's contract."""
    if stage.is_inner or stage.spec.contract is None:
        return ()
    return stage.spec.contract.where


def strange_ports(stage: FlatStage) -> Diagnostics:
    """Ports of a written contract that the stage does not have, or has in another form."""
    contract = None if stage.is_inner else stage.spec.contract
    if contract is None:
        return ()
    found: list[Diagnostic] = []
    declared = stage.declared.contract
    for side, written, known in (
        ("in", contract.inputs, dict(declared.inputs)),
        ("out", contract.outputs, dict(declared.outputs)),
    ):
        strange = [
            (f"{side}.{name}", node.at) for name, node in written if not members(known, name)
        ]
        ports = tuple(dict.fromkeys(f"{side}.{split(port)[0]}" for port in known))
        if strange:
            found.append(ports_not_declared(stage.path, strange, ports, stage.place))
        for name, node in written:
            fields = tuple(split(port)[1] for port in members(known, name))
            if fields and (isinstance(node, Record) or name not in known):
                has = fields if name not in known else ()
                found.append(form_not_declared(stage.path, f"{side}.{name}", has, node))
    return tuple(found)


def known_axes(declared: Side, giver: PlannedPort | None) -> tuple[PlannedAxis, ...] | None:
    """The axes a port has before its written contract is read, as far as they are known."""
    declares = None if declared.spread is not None else declared.axes
    if giver is not None and (declares is None or len(giver.axes) == len(declares)):
        return giver.axes
    return declares


def written_side(declared: Side, written: PlannedPort, at: Span | None) -> Side:
    """What a stage asks where the spec wrote its contract: written sizes, declared meaning."""
    axes = tuple(
        evolve(mine, role=mine.role or other.role)
        for mine, other in zip(written.axes, declared.axes, strict=False)
    )
    domain = written.domain or declared.domain
    kind = written.kind or declared.kind
    ones, variable = declared.ones, declared.variable
    return Side(axes, declared.dtypes, domain, kind, at, ones=ones, variable=variable)


def asked_side(declared: Side, written: PlannedPort, at: Span | None) -> Side:
    """The same of an input: a written dtype is asked of what comes in, too."""
    side = written_side(declared, written, at)
    return side if written.dtype == UNKNOWN else evolve(side, dtypes=members_of(written.dtype))


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
    """Where a spec writes the contract of `in.main` or `out.main`."""
    node = written_node(stage, port)
    return None if node is None else node.at
