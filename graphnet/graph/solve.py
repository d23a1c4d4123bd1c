"""Sizes, dtypes, roles and domains of every port, solved along the wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from attrs import evolve, frozen

from graphnet.contract.assume import Assumptions
from graphnet.contract.domain import SolvedDomain
from graphnet.contract.polynomial import Polynomial, Symbol
from graphnet.contract.syntax import Port, Tensor, Where
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.compare import (
    DomainFault,
    Fault,
    SizeFault,
    agree,
    compare,
    compare_domains,
    is_open,
    refused_axes,
)
from graphnet.graph.conditions import Conditions
from graphnet.graph.delay import DELAY
from graphnet.graph.diagnose import diagnose_contract, diagnose_wire
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.meeting import Meeting
from graphnet.graph.names import names_of_contract
from graphnet.graph.plan import PlannedAxis, PlannedPort, Wire
from graphnet.graph.private import forget_sizes, learn_roles, learn_spread, state_sizes
from graphnet.graph.rules.broken_plugin import broken_expansion
from graphnet.graph.side import Side, port_of, side_of, spread_over, stage_reader
from graphnet.graph.sizes import HOLE, Scope
from graphnet.graph.written import (
    known_axes,
    spread_axes,
    strange_ports,
    written_place,
    written_port,
    written_side,
    written_where,
)

Ports = Mapping[str, PlannedPort]
_Written = tuple[PlannedPort | None, tuple[Fault, ...]]
_BLANK = PlannedAxis(HOLE, None, HOLE)  # what was refused once is not refused again further on
_PARTIAL = SizeFault | DomainFault  # faults that leave the rest of a port known


@frozen
class Solved:
    """Every stage's ports by path, and what was learned of its private sizes."""

    takes: Mapping[str, Ports]
    gives: Mapping[str, Ports]
    bindings: Bindings


def solve(
    graph: FlatGraph, order: tuple[str, ...], scope: Scope, where: tuple[Where, ...]
) -> tuple[Solved, Diagnostics]:
    """Solve the graph stage by stage; once more where a later stage's constraint could help."""
    first = _Solver(graph, scope, Assumptions())
    solved, found = first.run(order, where)
    learned = solved.bindings.assumptions
    if not found or learned == Assumptions():
        return solved, found
    return _Solver(graph, scope, learned).run(order, where)


@final
class _Solver:
    """One pass over the stages in order; it collects ports and diagnostics."""

    def __init__(self, graph: FlatGraph, scope: Scope, assumptions: Assumptions) -> None:
        self.graph = graph
        self.scope = scope
        self.bindings = Bindings(assumptions)
        self.takes: dict[str, dict[str, PlannedPort]] = {}
        self.gives: dict[str, dict[str, PlannedPort]] = {}
        self.found: list[Diagnostic] = []
        self.conditions = Conditions(scope, self.bindings, self.found)
        self.poison: set[tuple[str, Polynomial]] = set()
        self.late: list[Meeting] = []

    def run(self, order: tuple[str, ...], where: tuple[Where, ...]) -> tuple[Solved, Diagnostics]:
        for asked in where:
            self.conditions.assume_written("this spec", asked)
        for path in order:
            self._solve_stage(self.graph.stages[path])
        for path in order:
            self._check_ending(self.graph.stages[path])
        self._settle()
        return Solved(self.takes, self.gives, self.bindings), tuple(self.found)

    def _solve_stage(self, stage: FlatStage) -> None:
        self.takes[stage.path], self.gives[stage.path] = {}, {}
        self.found += state_sizes(stage, self.scope, self.bindings)
        self.found += strange_ports(stage)
        for where in written_where(stage):
            self.conditions.assume_written(stage.reason.text, where)
        contract = stage.declared.contract
        faults = sum(self._take(stage, port, node) for port, node in contract.inputs)
        faults += self.conditions.assume_declared(stage)
        if faults:
            self._give_up(stage)
        outputs = [(port, node) for port, node in contract.outputs if isinstance(node, Tensor)]
        written = {port: self._agree_output(stage, port, node) for port, node in outputs}
        self._bind_free_names(stage)
        if any(faults for _, faults in written.values()):
            self._give_up(stage)
        for port, node in outputs:
            self._give(stage, port, node, written[port])

    def _bind_free_names(self, stage: FlatStage) -> None:
        """What the contract of a source leaves open are the spec's own free sizes."""
        if stage.declared.contract.inputs:
            return
        for name in self.scope.free:
            value = self.scope.values[name]
            if not self.bindings.is_bound(Symbol(name, stage.path)):
                self.bindings.bind(Symbol(name, stage.path), Bound(value, value))

    def _side(self, stage: FlatStage, port: str, node: Tensor) -> Side:
        return side_of(node, stage_reader(stage.path, self.bindings, port))

    # --- inputs -------------------------------------------------------------------------------

    def _take(self, stage: FlatStage, port: str, node: Port) -> int:
        """Match one input with its contract and its wire; the number of faults."""
        giver, place = self._giver(stage, port), f"in.{port}"
        if not isinstance(node, Tensor):
            return 0
        known = known_axes(self._side(stage, place, node), giver)
        written = written_port(stage, place, known, self.scope, self.bindings)
        spread = spread_axes(written, giver)
        if spread is not None:
            learn_spread(stage.path, node, spread, self.bindings)
        faults = () if written is None else self._agree(stage, place, node, written)
        wanted = self._side(stage, place, node)
        if written is not None and not faults:
            wanted = written_side(wanted, written, written_place(stage, place))
        if giver is None:
            self.takes[stage.path][port] = port_of(spread_over(wanted, 0), None)
            return len(faults)
        wanted = spread_over(wanted, len(giver.axes))
        found = faults or self._compare(stage, port, giver, wanted)
        if not faults:
            refused = refused_axes(found, len(wanted.axes))
            forget_sizes(stage.path, node, refused, self.bindings)
        learn_roles(stage.path, node, giver.axes, self.bindings)
        self.takes[stage.path][port] = self._taken(giver, wanted, found)
        return len(found)

    def _giver(self, stage: FlatStage, port: str) -> PlannedPort | None:
        wire = stage.inputs.get(port)
        if wire is None:
            return None
        side, name = self.gives, wire.port
        if name.startswith("in."):
            side, name = self.takes, name.removeprefix("in.")
        given = side.get(wire.stage, {}).get(name)
        return None if given is None else self.bindings.resolve_port(given)

    def _compare(
        self, stage: FlatStage, port: str, giver: PlannedPort, wanted: Side
    ) -> tuple[Fault, ...]:
        found = compare(giver, wanted, self.bindings, (stage.reason,))
        meeting = self._meeting(stage, port, giver, wanted)
        if not found and any(map(self._is_open, (giver.domain, wanted.domain))):
            self.late.append(meeting)
        if not (stage.is_inner and stage.folded in self.conditions.refused):
            self.found += diagnose_wire(found, meeting)
        wrong = (fault.index for fault in found if isinstance(fault, SizeFault))
        self.poison |= {(stage.path, wanted.axes[index].size) for index in wrong}
        return found

    def _is_open(self, domain: SolvedDomain | None) -> bool:
        return domain is not None and is_open(self.bindings.resolve_domain(domain))

    def _taken(self, giver: PlannedPort, wanted: Side, found: tuple[Fault, ...]) -> PlannedPort:
        """What enters: the giver's values; where the two fell out, no size is known."""
        if found:
            axes = tuple(PlannedAxis(HOLE, axis.role, HOLE) for axis in wanted.axes)
            return PlannedPort(giver.dtype, axes, None, giver.kind)
        merged = tuple(
            evolve(axis, role=axis.role or other.role, at=other.at or axis.at)
            for axis, other in zip(giver.axes, wanted.axes, strict=True)
        )
        return self.bindings.resolve_port(evolve(giver, axes=merged))

    # --- outputs ------------------------------------------------------------------------------

    def _agree_output(self, stage: FlatStage, port: str, node: Tensor) -> _Written:
        """What the spec writes of one output, and how that fails the declaration."""
        place = f"out.{port}"
        known = known_axes(self._side(stage, place, node), None)
        written = written_port(stage, place, known, self.scope, self.bindings)
        if written is None:
            return None, ()
        learn_spread(stage.path, node, written.axes, self.bindings)
        return written, self._agree(stage, place, node, written)

    def _give(self, stage: FlatStage, port: str, node: Tensor, agreed: _Written) -> None:
        """What one output gives; nothing where its contract and its declaration have no shape."""
        written, faults = agreed
        side = self._side(stage, f"out.{port}", node)
        if side.spread is not None or not all(isinstance(f, _PARTIAL) for f in faults):
            return
        if written is not None and not faults:
            side = written_side(side, written, written_place(stage, f"out.{port}"))
        main = self.takes[stage.path].get("main")
        given = port_of(side, main)
        if stage.type is DELAY and main is not None:
            given = evolve(given, domain=main.domain)
        given = self.bindings.resolve_port(given)
        refused = refused_axes(faults, len(given.axes))
        self.gives[stage.path][port] = evolve(
            given,
            axes=tuple(
                _BLANK if wrong or (stage.path, axis.size) in self.poison else axis
                for axis, wrong in zip(given.axes, refused, strict=True)
            ),
            domain=None if any(isinstance(f, DomainFault) for f in faults) else given.domain,
        )

    def _check_ending(self, stage: FlatStage) -> None:
        """A composite's expansion must give what the composite declares."""
        if stage.ending is None:
            return
        inner = self.gives[stage.ending].get("main")
        outer = self.gives[stage.path].get("main")
        if inner is None or outer is None:
            return
        asked = Side(outer.axes, (outer.dtype,), outer.domain, outer.kind)
        if compare(self.bindings.resolve_port(inner), asked, self.bindings, (stage.reason,)):
            why = "it ends in another shape than it declares"
            self.found.append(broken_expansion(stage.type.name, why, stage.place))

    # --- contracts written in the spec ----------------------------------------------------------

    def _agree(
        self, stage: FlatStage, port: str, node: Tensor, written: PlannedPort
    ) -> tuple[Fault, ...]:
        """How the contract a spec writes for `in.main` or `out.main` fails the declaration."""
        declared = spread_over(self._side(stage, port, node), len(written.axes))
        found = agree(declared, written, self.bindings, (stage.reason,))
        name = port.partition(".")[2]
        meeting = self._meeting(stage, name, written, declared)
        place = written_place(stage, port) or meeting.taker_at
        self.found += diagnose_contract(found, evolve(meeting, giver_at=place), name)
        return found

    def _meeting(self, stage: FlatStage, port: str, gives: PlannedPort, takes: Side) -> Meeting:
        giver = self.graph.stages[stage.inputs.get(port, Wire(stage.path)).stage]
        return Meeting(
            giver=giver.path,
            taker=stage.path,
            gives=self.bindings.resolve_port(gives),
            takes=evolve(takes, axes=self._resolved(takes.axes)),
            giver_at=giver.place,
            taker_at=stage.place,
            is_written=takes.at is not None and takes.at == written_place(stage, f"in.{port}"),
        )

    def _resolved(self, axes: tuple[PlannedAxis, ...]) -> tuple[PlannedAxis, ...]:
        return self.bindings.resolve_port(PlannedPort("?", axes)).axes

    # --- what remains ---------------------------------------------------------------------------

    def _settle(self) -> None:
        """Decide what had to wait until every wire was known."""
        for meeting in self.late:
            gives = self.bindings.resolve_port(meeting.gives)
            found = compare_domains(gives, meeting.takes, self.bindings)
            domain = meeting.takes.domain
            domain = None if domain is None else self.bindings.resolve_domain(domain)
            known = evolve(meeting, gives=gives, takes=evolve(meeting.takes, domain=domain))
            self.found += diagnose_wire(found, known)
        self.conditions.decide_open()

    def _give_up(self, stage: FlatStage) -> None:
        """After a fault, sizes of the stage that nothing decided are holes, not new faults."""
        for name in names_of_contract(stage.declared.contract):
            private = Symbol(name.text, stage.path)
            if not self.bindings.is_bound(private):
                self.bindings.bind(private, Bound(HOLE, HOLE))
