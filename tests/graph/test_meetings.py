"""Meetings made from a graph: by which names two ports go, and where their places are."""

from __future__ import annotations

from graphnet.contract.assume import Assumptions
from graphnet.graph.bindings import Bindings
from graphnet.graph.compare import RoleFault
from graphnet.graph.meetings import Meetings
from graphnet.graph.order import sorted_paths
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side
from graphnet.graph.sizes import HOLE, read_scope
from graphnet.graph.solve import solve
from graphnet.graph.trail import Trail
from tests.graph.opening import opened
from tests.toys import BASE, read

PORT = PlannedPort("float", (PlannedAxis(HOLE),) * 3)


def meetings(text: str = BASE) -> Meetings:
    graph, _ = opened(text)
    scope, _ = read_scope(read(text)[0])
    solved, _ = solve(graph, sorted_paths(graph), scope, ())
    trail = Trail(graph, solved.takes, solved.gives)
    return Meetings(graph, Bindings(Assumptions()), trail, scope)


def test_a_meeting_names_both_stages_and_their_places() -> None:
    made = meetings()
    meeting = made.of(made.graph.stages["head"], "main", PORT, Side(PORT.axes))
    assert (meeting.giver, meeting.taker) == ("net", "head")
    assert (meeting.giver_at.text, meeting.taker_at.text) == ('"net"', '"head"')
    assert not meeting.is_written


def test_a_port_that_no_wire_feeds_meets_its_own_stage() -> None:
    made = meetings()
    meeting = made.of(made.graph.stages["source"], "main", PORT, Side(PORT.axes))
    assert (meeting.giver, meeting.taker) == ("source", "source")


def test_only_refused_axes_are_followed_back() -> None:
    made = meetings(BASE.replace('use = "net"', 'use = "scale"'))
    head = made.graph.stages["head"]
    given = made.trail.gives["net"]["main"]
    meeting = made.of(head, "main", given, Side(given.axes))
    assert made.refused(head, "main", meeting, ()) == meeting
    wrong = made.refused(head, "main", meeting, (RoleFault(2),))
    assert wrong.makers == {2: "net"}
    assert wrong.chains == {}
