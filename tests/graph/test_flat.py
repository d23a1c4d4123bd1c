"""The graph between spec and plan: what carries a wire, and what belongs to the spec itself."""

from __future__ import annotations

from graphnet.graph.flat import FlatGraph
from graphnet.graph.plan import Wire
from tests.graph.opening import opened
from tests.toys import BASE

TWICE = BASE.replace("[stages.head]", '[stages.second]\nuse = "net"\n\n[stages.head]')


def graph_of(text: str) -> FlatGraph:
    return opened(text)[0]


def test_what_comes_out_of_a_composite_is_carried_by_its_last_stage() -> None:
    assert graph_of(BASE).executed(Wire("net")) == Wire("net.join")


def test_what_goes_into_a_composite_is_carried_by_what_feeds_it() -> None:
    graph = graph_of(TWICE)
    assert graph.executed(Wire("net", "in.main")) == Wire("embed")
    assert graph.executed(Wire("second", "in.main")) == Wire("net.join")


def test_a_wire_of_a_stage_that_computes_carries_itself() -> None:
    graph = graph_of(BASE)
    assert graph.executed(Wire("head")) == Wire("head")
    assert graph.executed(Wire("delay")) == Wire("delay")


def test_only_a_delay_that_the_spec_writes_is_its_own() -> None:
    text = BASE.replace("[stages.head]", '[stages.shift]\nuse = "delay"\n\n[stages.head]')
    graph = graph_of(text)
    assert graph.is_own_delay("shift")
    assert not graph.is_own_delay("net.late")
    assert not graph.is_own_delay("embed")
    assert not graph.is_own_delay("nowhere")


def test_a_stage_stands_where_the_spec_says_what_it_uses() -> None:
    graph = graph_of(BASE)
    assert graph.stages["net.sum"].place.text == '"net"'
    assert graph.stages["net.sum"].place == graph.stages["net"].place
    assert graph.stages["head"].place.text == '"head"'


def test_rewiring_a_stage_leaves_the_first_one_as_it_was() -> None:
    stage = graph_of(BASE).stages["head"]
    other = stage.rewired({"main": Wire("embed")})
    assert stage.inputs == {"main": Wire("net")}
    assert other.inputs == {"main": Wire("embed")}
    assert other.declared is stage.declared
