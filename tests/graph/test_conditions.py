"""Conditions on sizes are taken as given where they can hold, else refused once."""

from __future__ import annotations

from graphnet.contract.assumptions import Assumptions
from graphnet.contract.parser import parse_where
from graphnet.contract.polynomial import Symbol, constant
from graphnet.contract.syntax import Where
from graphnet.diagnostics import Diagnostic
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.conditions import Conditions
from graphnet.graph.sizes import read_scope
from graphnet.text import quoted
from tests.graph.opening import opened
from tests.toys import BASE, read


def conditions(known: Assumptions | None = None) -> tuple[Conditions, list[Diagnostic]]:
    scope, _ = read_scope(read(BASE)[0])
    found: list[Diagnostic] = []
    return Conditions(scope, Bindings(known or Assumptions()), found), found


def where(text: str) -> Where:
    node, problems = parse_where(quoted(text, "test"))
    assert node is not None, problems
    return node


def width(conditions: Conditions, path: str, value: int) -> None:
    number = constant(value)
    conditions.bindings.bind(Symbol("H", path), Bound(number, number))


def test_what_a_spec_asks_is_given_from_there_on() -> None:
    asked, found = conditions()
    asked.assume_written("this spec", where("L % n == 0"))
    assert found == []
    assert asked.bindings.assumptions.modulus_of("L") == 8


def test_two_conditions_compose() -> None:
    asked, _ = conditions()
    asked.assume_written("this spec", where("L % 4 == 0"))
    asked.assume_written("this spec", where("L % 6 == 0"))
    assert asked.bindings.assumptions.modulus_of("L") == 12


def test_a_condition_that_cannot_hold_is_refused_where_it_is_written() -> None:
    asked, found = conditions()
    for text in ("n < H", "H == 4", "L % 2 == 0", "L % 2 == 1"):
        asked.assume_written("this spec", where(text))
    assert [problem.rule.code for problem in found] == ["GN306", "GN306"]
    places = [problem.primary.span.text for problem in found if problem.primary]
    assert places == ["n < H", "L % 2 == 1"]


def test_a_condition_with_a_name_that_was_refused_says_nothing() -> None:
    asked, found = conditions()
    asked.assume_written("this spec", where("nowhere == 3"))
    assert found == []
    assert asked.bindings.assumptions == Assumptions()


def test_a_stages_own_condition_is_about_its_own_sizes() -> None:
    stage = opened(BASE.replace('use = "net"', 'use = "up"'))[0].stages["net"]
    for value, faults in ((4, 0), (5, 1)):
        asked, found = conditions()
        width(asked, "net", value)
        assert asked.assume_declared(stage) == faults
        assert [problem.rule.code for problem in found] == ["GN306"] * faults


def test_what_is_not_known_yet_waits_until_every_size_is() -> None:
    stage = opened(BASE.replace('use = "net"', 'use = "up"'))[0].stages["net"]
    asked, found = conditions()
    assert asked.assume_declared(stage) == 0
    width(asked, "net", 5)
    asked.decide_open()
    assert [problem.rule.code for problem in found] == ["GN306"]
    assert found[0].primary is not None
    assert found[0].primary.span == stage.place


def test_a_composite_is_refused_once_for_all_its_stages() -> None:
    graph, _ = opened(BASE.replace("[stages.head]", '[stages.two]\nuse = "net"\n\n[stages.head]'))
    asked, found = conditions()
    for path in ("net.up", "two.up"):
        width(asked, path, 5)
    counts = [asked.assume_declared(graph.stages[path]) for path in ("net.up", "net.up", "two.up")]
    assert counts == [1, 1, 1]
    assert len(found) == 2
    assert asked.refused == {"net", "two"}
