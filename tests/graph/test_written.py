"""Contracts that a spec writes for its stages: what they say, and where."""

from __future__ import annotations

from graphnet.contract.assumptions import Assumptions
from graphnet.contract.polynomial import constant, render
from graphnet.graph.bindings import Bindings
from graphnet.graph.flat import FlatStage
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side
from graphnet.graph.sizes import read_scope
from graphnet.graph.written import (
    known_axes,
    spread_axes,
    strange_ports,
    written_node,
    written_place,
    written_port,
    written_side,
    written_where,
)
from tests.graph.opening import opened
from tests.toys import BASE, read

AXES = (PlannedAxis(constant(3), "batch"), PlannedAxis(constant(5), "time"))


def head(contract: str) -> FlatStage:
    """The head of a spec that writes this contract for it."""
    return opened(BASE.replace('use = "head"', f'use = "head"\n{contract}'))[0].stages["head"]


def written(contract: str, port: str, axes: tuple[PlannedAxis, ...] | None) -> PlannedPort | None:
    scope, _ = read_scope(read(BASE)[0])
    return written_port(head(contract), port, axes, scope, Bindings(Assumptions()))


def test_a_written_port_has_the_specs_sizes() -> None:
    port = written('contract = "(B, L, H) -> (B, L, 2*n)"', "out.main", None)
    assert port is not None
    assert [render(axis.size) for axis in port.axes] == ["B", "L", "16"]


def test_dots_stand_for_the_axes_that_are_known() -> None:
    text = 'contract = "(..., H) -> (..., n)"'
    port = written(text, "in.main", (*AXES, PlannedAxis(constant(4))))
    assert port is not None
    assert [axis.size.as_int for axis in port.axes] == [3, 5, 4]
    assert written(text, "in.main", None) is None


def test_nothing_is_written_where_the_spec_writes_nothing() -> None:
    graph, _ = opened(BASE)
    assert written_node(graph.stages["head"], "in.main") is None
    assert written_place(graph.stages["head"], "in.main") is None
    assert written_where(graph.stages["head"]) == ()


def test_a_contract_of_a_composite_is_not_one_of_the_stages_inside() -> None:
    text = BASE.replace('use = "net"', 'use = "net"\ncontract = "(B, L, H) -> (B, L, H)"')
    graph, _ = opened(text)
    place = written_place(graph.stages["net"], "out.main")
    assert place is not None
    assert place.text == "(B, L, H)"
    assert written_node(graph.stages["net.down"], "out.main") is None


def test_ports_that_the_stage_does_not_have_are_refused_each() -> None:
    stage = head('contract = { in.side = "(B)", out.more = "(B)" }')
    found = strange_ports(stage)
    assert [problem.rule.code for problem in found] == ["GN303", "GN303"]
    assert "`in.side`" in found[0].message
    assert "`out.more`" in found[1].message


def test_what_comes_in_decides_the_axes_unless_their_number_is_wrong() -> None:
    declared = Side((PlannedAxis(constant(1)), PlannedAxis(constant(1))))
    assert known_axes(declared, PlannedPort("float", AXES)) == AXES
    assert known_axes(declared, PlannedPort("float", AXES[:1])) == declared.axes
    assert known_axes(declared, None) == declared.axes
    assert known_axes(Side((), spread=0), None) is None


def test_written_sizes_keep_what_the_declaration_or_the_giver_means_by_them() -> None:
    bare = PlannedPort("float", (PlannedAxis(constant(7)), PlannedAxis(constant(9))))
    side = written_side(Side(AXES, ("float",), None, "logits"), bare, None)
    assert [(axis.size.as_int, axis.role) for axis in side.axes] == [(7, "batch"), (9, "time")]
    assert (side.dtypes, side.kind) == (("float",), "logits")
    spread = spread_axes(bare, PlannedPort("float", AXES)) or ()
    assert [(axis.size.as_int, axis.role) for axis in spread] == [(7, "batch"), (9, "time")]
    assert spread_axes(None, None) is None
