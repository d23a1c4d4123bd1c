"""Sizes, dtypes, roles and domains of every port, solved along the wires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import final

from attrs import evolve, frozen

from graphnet.contract.assume import Assumptions, Reason
from graphnet.contract.lower import UnknownName, Unworkable, lower_where
from graphnet.contract.polynomial import Polynomial, Symbol
from graphnet.contract.syntax import Port, Tensor, Where
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.compare import Fault, SizeFault, agree, compare
from graphnet.graph.delay import DELAY
from graphnet.graph.diagnose import diagnose_contract, diagnose_wire
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.meeting import Meeting
from graphnet.graph.names import names_of_contract
from graphnet.graph.plan import PlannedAxis, PlannedPort, Wire
from graphnet.graph.private import learn_roles, learn_spread, state_sizes
from graphnet.graph.rules.broken_plugin import broken_expansion
from graphnet.graph.rules.constraint_broken import constraint_broken
from graphnet.graph.side import Side, port_of, side_of, spread_over, stage_reader
from graphnet.graph.sizes import HOLE, Scope
from graphnet.graph.written import (
    place_of,
    spread_axes,
    written_place,
    written_port,
    written_side,
)

Ports = Mapping[str, PlannedPort]


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
        self.refused: set[str] = set()
        self.poison: set[tuple[str, Polynomial]] = set()

    def run(self, order: tuple[str, ...], where: tuple[Where, ...]) -> tuple[Solved, Diagnostics]:
        for asked in where:
            self._assume_written(asked)
        for path in order:
            self._solve_stage(self.graph.stages[path])
        for path in order:
            self._check_ending(self.graph.stages[path])
        return Solved(self.takes, self.gives, self.bindings), tuple(self.found)

    def _assume_written(self, where: Where) -> None:
        relations = lower_where(where, self.scope.value)
        if isinstance(relations, UnknownName | Unworkable):
            return
        for relation in relations:
            broken = self.bindings.assume(relation)
            if broken is not None:
                self.found.append(constraint_broken("this spec", broken, where.at))

    def _solve_stage(self, stage: FlatStage) -> None:
        self.takes[stage.path], self.gives[stage.path] = {}, {}
        self.found += state_sizes(stage, self.scope, self.bindings)
        self._bind_free_names(stage)
        faults = 0
        for port, node in stage.declared.contract.inputs:
            faults += self._take(stage, port, node)
        faults += self._assume_declared(stage)
        if faults:
            self._give_up(stage)
        for port, node in stage.declared.contract.outputs:
            faults += self._give(stage, port, node)
        if faults:
            self._give_up(stage)

    def _bind_free_names(self, stage: FlatStage) -> None:
        """A source without inputs has nothing to infer B and L from: they are the spec's own."""
        if stage.declared.contract.inputs:
            return
        for name in self.scope.free:
            value = self.scope.values[name]
            self.bindings.bind(Symbol(name, stage.path), Bound(value, value))

    # --- inputs -------------------------------------------------------------------------------

    def _take(self, stage: FlatStage, port: str, node: Port) -> int:
        """Match one input with its contract and its wire; the number of faults."""
        giver = self._giver(stage, port)
        if not isinstance(node, Tensor):
            return 0
        written = written_port(stage, port, self.scope, is_input=True)
        known = spread_axes(written, giver)
        if known is not None:
            learn_spread(stage.path, node, known, self.bindings)
        faults = self._agree(stage, port, node, written) if written is not None else ()
        wanted = side_of(node, stage_reader(stage.path, self.bindings))
        if written is not None:
            wanted = written_side(wanted, written, written_place(stage, port))
        if giver is None:
            self._take_unfed(stage, port, wanted)
            return len(faults)
        wanted = spread_over(wanted, len(giver.axes))
        found = () if faults else self._compare(stage, port, giver, wanted)
        learn_roles(stage.path, node, giver.axes, self.bindings)
        self.takes[stage.path][port] = self._taken(giver, wanted, found)
        return len(faults) + len(found)

    def _giver(self, stage: FlatStage, port: str) -> PlannedPort | None:
        wire = stage.inputs.get(port)
        if wire is None:
            return None
        side, name = self.gives, wire.port
        if name.startswith("in."):
            side, name = self.takes, name.removeprefix("in.")
        given = side.get(wire.stage, {}).get(name)
        return None if given is None else self.bindings.resolve_port(given)

    def _take_unfed(self, stage: FlatStage, port: str, wanted: Side) -> None:
        """An input whose feeder is a hole: what the contract says of it is all that is known."""
        wanted = spread_over(wanted, 0)
        self.takes[stage.path][port] = port_of(wanted, None)

    def _compare(
        self, stage: FlatStage, port: str, giver: PlannedPort, wanted: Side
    ) -> tuple[Fault, ...]:
        found = compare(giver, wanted, self.bindings)
        meeting = self._meeting(stage, port, giver, wanted)
        if not (stage.is_inner and stage.folded in self.refused):
            self.found += diagnose_wire(found, meeting)
        wrong = (fault.index for fault in found if isinstance(fault, SizeFault))
        self.poison |= {(stage.path, wanted.axes[index].size) for index in wrong}
        return found

    def _taken(self, giver: PlannedPort, wanted: Side, found: tuple[Fault, ...]) -> PlannedPort:
        """What enters: the giver's values, on the taker's axes where the two fell out."""
        axes = giver.axes if not found else wanted.axes
        merged = tuple(
            evolve(axis, role=axis.role or other.role, at=other.at or axis.at)
            for axis, other in zip(axes, wanted.axes, strict=True)
        )
        if found:
            merged = tuple(evolve(axis, size=HOLE, named=HOLE) for axis in merged)
        port = PlannedPort(giver.dtype, merged, giver.domain, giver.kind)
        return self.bindings.resolve_port(port)

    # --- outputs ------------------------------------------------------------------------------

    def _give(self, stage: FlatStage, port: str, node: Port) -> int:
        if not isinstance(node, Tensor):
            return 0
        written = written_port(stage, port, self.scope, is_input=False)
        if written is not None:
            learn_spread(stage.path, node, written.axes, self.bindings)
        faults = self._agree(stage, port, node, written) if written is not None else ()
        side = side_of(node, stage_reader(stage.path, self.bindings))
        if side.spread is not None:
            return len(faults)
        if written is not None and not faults:
            side = written_side(side, written, written_place(stage, port))
        main = self.takes[stage.path].get("main")
        given = port_of(side, main)
        if stage.type is DELAY and main is not None:
            given = evolve(given, domain=main.domain)
        given = self.bindings.resolve_port(given)
        axes = tuple(self._spared(stage, axis) for axis in given.axes)
        self.gives[stage.path][port] = evolve(given, axes=axes)
        return len(faults)

    def _spared(self, stage: FlatStage, axis: PlannedAxis) -> PlannedAxis:
        """A size that was refused on the way in is not refused again on the way out."""
        if (stage.path, axis.size) in self.poison:
            return evolve(axis, size=HOLE, named=HOLE)
        return axis

    def _check_ending(self, stage: FlatStage) -> None:
        """A composite's expansion must give what the composite declares."""
        if stage.ending is None or stage.spec.use is None:
            return
        inner = self.gives[stage.ending].get("main")
        outer = self.gives[stage.path].get("main")
        if inner is None or outer is None:
            return
        asked = Side(outer.axes, (outer.dtype,), outer.domain, outer.kind)
        if compare(self.bindings.resolve_port(inner), asked, self.bindings):
            reason = "it ends in another shape than it declares"
            self.found.append(broken_expansion(stage.type.name, reason, stage.spec.use.at))

    # --- contracts written in the spec ----------------------------------------------------------

    def _agree(
        self, stage: FlatStage, port: str, node: Tensor, written: PlannedPort
    ) -> tuple[Fault, ...]:
        declared = side_of(node, stage_reader(stage.path, self.bindings))
        declared = spread_over(declared, len(written.axes))
        found = agree(declared, written, self.bindings)
        meeting = self._meeting(stage, port, written, declared)
        place = written_place(stage, port) or meeting.taker_at
        self.found += diagnose_contract(found, evolve(meeting, giver_at=place), port)
        return found

    def _meeting(self, stage: FlatStage, port: str, gives: PlannedPort, takes: Side) -> Meeting:
        wire = stage.inputs.get(port, Wire(stage.path))
        giver = self.graph.stages[wire.stage]
        return Meeting(
            giver=giver.path,
            taker=stage.path,
            gives=self.bindings.resolve_port(gives),
            takes=evolve(takes, axes=self._resolved(takes.axes)),
            giver_at=place_of(giver),
            taker_at=place_of(stage),
            is_written=written_place(stage, port) is not None,
        )

    def _resolved(self, axes: tuple[PlannedAxis, ...]) -> tuple[PlannedAxis, ...]:
        return self.bindings.resolve_port(PlannedPort("?", axes)).axes

    # --- constraints ----------------------------------------------------------------------------

    def _assume_declared(self, stage: FlatStage) -> int:
        reader = stage_reader(stage.path, self.bindings)
        faults = 0
        for where in stage.declared.where:
            relations = lower_where(where, reader.value)
            if isinstance(relations, UnknownName | Unworkable):
                continue
            for relation in relations:
                reason = Reason(f"`{stage.path}`", place_of(stage))
                broken = self.bindings.assume(evolve(relation, reasons=(reason,)))
                if broken is not None:
                    self._refuse(stage, constraint_broken(stage.path, broken, place_of(stage)))
                    faults += 1
        return faults

    def _refuse(self, stage: FlatStage, problem: Diagnostic) -> None:
        """Say it, unless the composite around the stage was refused for the same reason."""
        if stage.folded not in self.refused:
            self.found.append(problem)
        self.refused.add(stage.folded)

    def _give_up(self, stage: FlatStage) -> None:
        """After a fault, sizes of the stage that nothing decided are holes, not new faults."""
        for name in names_of_contract(stage.declared.contract):
            private = Symbol(name.text, stage.path)
            if not self.bindings.is_bound(private):
                self.bindings.bind(private, Bound(HOLE, HOLE))
