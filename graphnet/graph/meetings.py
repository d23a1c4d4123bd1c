"""Meetings of ports made from a graph: whose wire it is, and which places say what."""

from __future__ import annotations

from graphnet.contract.polynomial import render
from graphnet.contract.syntax import Axis, Name, Port, Tensor, Variadic
from graphnet.graph.bindings import Bindings
from graphnet.graph.compare import Fault, RankFault, RoleFault, SizeFault
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.instead import another_target
from graphnet.graph.meeting import Meeting
from graphnet.graph.plan import PlannedAxis, PlannedPort, Wire
from graphnet.graph.private import placed
from graphnet.graph.records import MAIN, reference, split
from graphnet.graph.side import Side
from graphnet.graph.sizes import Scope
from graphnet.graph.trail import Trail
from graphnet.graph.written import written_place, written_port
from graphnet.text import Span
from graphnet.values import evolve, frozen

MOST_PLAIN = 2
"""Below so many stages a size stands where it is decided."""
MOST_SHOWN = 4


@frozen
class Meetings:
    """Makes meetings of the ports of one graph."""

    graph: FlatGraph
    bindings: Bindings
    trail: Trail
    scope: Scope

    def of(self, stage: FlatStage, port: str, gives: PlannedPort, takes: Side) -> Meeting:
        """What stands at one input of a stage, or at one port that the spec writes."""
        wire = stage.inputs.get(port, Wire(stage.path, port))
        giver = self.graph.stages[wire.stage]
        axes = self.bindings.resolve_port(PlannedPort("?", takes.axes)).axes
        return Meeting(
            giver=_giver(giver, wire.port.removeprefix("in.")),
            taker=_named(stage.path, port),
            gives=self.bindings.resolve_port(gives),
            takes=evolve(takes, axes=axes),
            giver_at=giver.place,
            taker_at=stage.place,
            is_written=takes.at is not None and takes.at == written_place(stage, f"in.{port}"),
        )

    def refused(
        self, stage: FlatStage, port: str, meeting: Meeting, found: tuple[Fault, ...]
    ) -> Meeting:
        """The same with where the refused axes came from."""
        wire = stage.inputs[port]
        roles = [fault.index for fault in found if isinstance(fault, RoleFault)]
        sizes = [fault.index for fault in found if isinstance(fault, SizeFault)]
        makers = {index: self.trail.maker_of_role(wire, index) for index in roles}
        chains = {index: self._chain(wire, index, meeting) for index in sizes}
        swapped = self._swapped(stage, meeting, sizes[0]) if len(sizes) == 1 else None
        chains = {i: text for i, text in chains.items() if text and swapped is None}
        instead = None
        if any(isinstance(fault, SizeFault | RankFault) for fault in found):
            instead = another_target(stage, port, meeting.takes, self.trail.gives, self.bindings)
        echo = self._echo(stage, port, meeting, sizes[0]) if len(sizes) == 1 else None
        meeting = evolve(meeting, makers=makers, chains=chains, swapped=swapped)
        return evolve(meeting, instead=instead, echo=echo)

    def _swapped(self, stage: FlatStage, meeting: Meeting, index: int) -> PlannedAxis | None:
        """The axis written for the output, where it has the size that the input should have."""
        written = written_port(stage, "out.main", None, self.scope, self.bindings)
        if not meeting.is_written or written is None or index >= len(written.axes):
            return None
        axis = written.axes[index]
        both = axis.at is not None and axis.size == meeting.gives.axes[index].size
        return axis if both and len(written.axes) == len(meeting.takes.axes) else None

    def _echo(self, stage: FlatStage, port: str, meeting: Meeting, index: int) -> Span | None:
        """Where the output has the same axis by declaration, and the spec the same size for it."""
        written = written_port(stage, "out.main", None, self.scope, self.bindings)
        asked = meeting.takes.axes[index].at
        contract, axes = stage.declared.contract, meeting.takes.axes
        ends = dict(contract.inputs).get(port), dict(contract.outputs).get("main")
        if not meeting.is_written or written is None or len(written.axes) != len(axes):
            return None
        at, count = written.axes[index].at, len(axes)
        if at is None or asked is None or at.text != asked.text:
            return None
        first, second = (_size_at(node, index, count) for node in ends)
        return at if first is not None and first == second else None

    def _chain(self, wire: Wire, index: int, meeting: Meeting) -> str:
        """`d_model` is 16 (line 4) -> `encoder` -> `backbone`; empty where it is plain to see."""
        stages = self.trail.of_size(wire, index)
        folded = list(dict.fromkeys(stage.split(".", 1)[0] for stage in stages))
        if len(folded) < MOST_PLAIN:
            return ""
        shown = folded if len(folded) <= MOST_SHOWN else [folded[0], "", *folded[2 - MOST_SHOWN :]]
        axis = meeting.gives.axes[index]
        place = self.scope.places.get(axis.written)
        line = "" if place is None else f" (line {place.position[0]})"
        value = "" if axis.written == render(axis.size) else f" is {render(axis.size)}"
        road = " -> ".join(f"`{stage}`" if stage else "..." for stage in shown)
        return f"`{axis.written}`{value}{line} -> {road}"


def _size_at(node: Port | None, index: int, count: int) -> str | None:
    """The size that a declaration has in a place, as it is written; that of `*S` is its own."""
    if not isinstance(node, Tensor):
        return None
    items = {place: item for item, place in placed(node, count)}
    spread = (item for item in node.shape if isinstance(item, Variadic))
    match items.get(index, next(spread, None)):
        case Axis(dim=Name(text)):
            return text
        case Variadic(name):
            return f"*{name}"
        case _:
            return None


def _giver(stage: FlatStage, port: str) -> str:
    """A stage that gives, with its port where that is not `main`."""
    is_main = split(port)[0] == MAIN
    return _named(stage.path, port) if is_main else reference(stage.path, port)


def _named(stage: str, port: str) -> str:
    """A stage, with the field where it is one of a record's."""
    return reference(stage, port) if split(port)[1] else stage
