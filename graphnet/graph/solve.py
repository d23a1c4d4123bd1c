"""Sizes, dtypes, roles and domains of every port, solved along the wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from graphnet.contract.assume import Assumptions
from graphnet.contract.domain import SolvedDomain
from graphnet.contract.polynomial import Polynomial, Symbol
from graphnet.contract.syntax import Port, Tensor, Where
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.compare import (
    DomainFault,
    Fault,
    RankFault,
    SizeFault,
    agree,
    compare,
    compare_domains,
    refused_axes,
)
from graphnet.graph.conditions import Conditions
from graphnet.graph.delay import DELAY
from graphnet.graph.diagnose import diagnose_contract, diagnose_wire
from graphnet.graph.domains import is_open
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.formulas import Formulas
from graphnet.graph.meeting import Meeting
from graphnet.graph.meetings import Meetings
from graphnet.graph.names import names_of_contract
from graphnet.graph.passed import carried, given, kept, source_of, taken
from graphnet.graph.plan import PlannedPort
from graphnet.graph.private import (
    forget_sizes,
    learn_free_roles,
    learn_roles,
    learn_spread,
    settle_ones,
    state_sizes,
    values_of,
)
from graphnet.graph.rules.broken_plugin import broken_expansion
from graphnet.graph.rules.role_disagrees import RULE as ROLE_DISAGREES
from graphnet.graph.rules.role_disagrees import with_another
from graphnet.graph.side import Side, carried_kind, port_of, side_of, spread_over, stage_reader
from graphnet.graph.sizes import HOLE, Scope
from graphnet.graph.trail import Trail
from graphnet.graph.written import (
    asked_side,
    known_axes,
    spread_axes,
    strange_ports,
    written_node,
    written_place,
    written_port,
    written_side,
    written_where,
)
from graphnet.values import evolve, field, frozen

Ports = Mapping[str, PlannedPort]
_Written = tuple[PlannedPort | None, tuple[Fault, ...]]
_PARTIAL = SizeFault | DomainFault  # faults that leave the rest of a port known


@frozen
class Solved:
    """Every stage's ports by path, and what was learned of its private sizes."""

    takes: Mapping[str, Ports]
    gives: Mapping[str, Ports]
    bindings: Bindings
    formulas: Formulas = field(eq=False, repr=False)

    @formulas.default
    def _formulas(self) -> Formulas:
        return Formulas(self.bindings)


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
        self.poison: dict[str, set[Polynomial]] = {}
        self.late: list[Meeting] = []
        self.turned: set[str] = set()  # stages whose contracts have axes in each other's places
        self.misshapen: set[str] = set()  # stages whose contracts have other numbers of axes
        trail = Trail(graph, self.takes, self.gives)
        self.meetings = Meetings(graph, self.bindings, trail, scope)

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
        for port, node in contract.inputs:
            if isinstance(node, Tensor) and port in self.takes[stage.path]:
                settle_ones(stage.path, node, self.takes[stage.path][port].axes, self.bindings)
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
        before = self._side(stage, place, node)
        known = known_axes(before, giver)
        written = written_port(stage, place, known, self.scope, self.bindings)
        spread = spread_axes(written, giver)
        if spread is not None:
            learn_spread(stage.path, node, spread, self.bindings)
        faults = () if written is None else self._agree(stage, place, node, written)
        unchanged = written is None and before.spread is None
        wanted = before if unchanged else self._side(stage, place, node)
        if written is not None and not faults:
            wanted = asked_side(wanted, written, written_place(stage, place))
        if giver is None:
            self.takes[stage.path][port] = port_of(spread_over(wanted, 0), None)
            return len(faults)
        wanted = spread_over(wanted, len(giver.axes))
        found = faults or self._compare(stage, port, giver, wanted)
        if not faults:
            refused = refused_axes(found, len(wanted.axes))
            forget_sizes(stage.path, node, refused, self.bindings)
        learn_roles(stage.path, node, giver.axes, self.bindings)
        if node.variable is not None and not found:
            self.bindings.learn_values(Symbol(node.variable, stage.path), values_of(giver))
        self.takes[stage.path][port] = self.bindings.resolve_port(taken(giver, wanted, found))
        return len(found)

    def _giver(self, stage: FlatStage, port: str) -> PlannedPort | None:
        wire = stage.inputs.get(port)
        given = None if wire is None else carried(wire, self.takes, self.gives)
        return None if given is None else self.bindings.resolve_port(given)

    def _compare(
        self, stage: FlatStage, port: str, giver: PlannedPort, wanted: Side
    ) -> tuple[Fault, ...]:
        found = compare(giver, wanted, self.bindings, (stage.reason,))
        if not found and any(map(self._is_open, (giver.domain, wanted.domain))):
            self.late.append(self.meetings.of(stage, port, giver, wanted))
        wrong = {wanted.axes[f.index].size for f in found if isinstance(f, SizeFault)}
        if found and not (stage.is_inner and stage.folded in self.conditions.refused):
            meeting = self.meetings.of(stage, port, giver, wanted)
            meeting = self.meetings.refused(stage, port, meeting, found)
            self.found += diagnose_wire(found, meeting)
            wrong |= set() if meeting.swapped is None else {meeting.swapped.size}
        if wrong:
            self.poison.setdefault(stage.path, set()).update(wrong)
        return found

    def _is_open(self, domain: SolvedDomain | None) -> bool:
        return domain is not None and is_open(self.bindings.resolve_domain(domain))

    # --- outputs ------------------------------------------------------------------------------

    def _agree_output(self, stage: FlatStage, port: str, node: Tensor) -> _Written:
        """What the spec writes of one output, and how that fails the declaration."""
        place = f"out.{port}"
        if written_node(stage, place) is None:
            return None, ()
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
        entering = source_of(port, self.takes[stage.path])
        side = evolve(side, kind=carried_kind(side, stage.path, self.bindings))
        leaving = port_of(side, entering)
        if entering is not None and (stage.type is DELAY or stage.declared.keeps_values):
            leaving = kept(leaving, entering)
        poisoned = self.poison.get(stage.path, set())
        leaving = given(self.bindings.resolve_port(leaving), faults, poisoned)
        self.gives[stage.path][port] = leaving
        if not stage.declared.contract.inputs:
            learn_free_roles(leaving.axes, self.bindings)

    def _check_ending(self, stage: FlatStage) -> None:
        """A composite's expansion must give what the composite declares."""
        for port, outer in self.gives[stage.path].items() if stage.ending is not None else ():
            inner = self.gives[stage.ending or ""].get(port)
            asked = Side(outer.axes, (outer.dtype,), outer.domain, outer.kind)
            if inner is not None and compare(
                self.bindings.resolve_port(inner), asked, self.bindings, (stage.reason,)
            ):
                why = "it ends in another shape than it declares"
                self.found.append(broken_expansion(stage.type.name, why, stage.place))

    # --- contracts written in the spec ----------------------------------------------------------

    def _agree(
        self, stage: FlatStage, port: str, node: Tensor, written: PlannedPort
    ) -> tuple[Fault, ...]:
        """How the contract a spec writes for `in.main` or `out.main` fails the declaration."""
        declared = spread_over(self._side(stage, port, node), len(written.axes))
        found = agree(declared, written, self.bindings, (stage.reason,))
        if not found or (RankFault() in found and stage.path in self.misshapen):
            return found
        name = port.partition(".")[2]
        meeting = self.meetings.of(stage, name, written, declared)
        place = written_place(stage, port) or meeting.taker_at
        told = diagnose_contract(found, evolve(meeting, giver_at=place), name)
        is_turned = told[0].rule is ROLE_DISAGREES
        if is_turned and stage.path in self.turned and self.found[-1].rule is ROLE_DISAGREES:
            told = (with_another(self.found.pop(), told[0]), *told[1:])
        self.found += told
        self.turned |= {stage.path} if is_turned else set()
        self.misshapen |= {stage.path} if RankFault() in found else set()
        return found

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
