"""The sizes of a spec: their values, which of them are free, and which are mistakes."""

from __future__ import annotations

import pytest

from graphnet.contract.polynomial import Symbol, constant, render, symbol
from graphnet.graph.sizes import HOLE, Scope, is_hole, is_no_size, read_scope
from tests.toys import BASE, read


def scope_of(sizes: str) -> tuple[Scope, list[str]]:
    """The scope of a spec with these sizes beside `n = 8` and `H = 4`, and the codes of faults."""
    spec, _ = read(BASE.replace("n = 8", f"n = 8\n{sizes}"))
    scope, problems = read_scope(spec)
    return scope, [problem.rule.code for problem in problems]


VALUES = [("2 * n + 1", 17), ("n ** 2 // 3", 21), ("ceildiv(n, 3)", 3), ("max(n, 2) - 7", 1),
          ("b - 1", 29), ("n % 5", 3)]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_size_is_worked_out_whatever_the_order_of_the_lines(text: str, value: int) -> None:
    scope, found = scope_of(f'a = "{text}"\nb = "c * 6"\nc = "n - 3"')
    assert found == []
    assert scope.values["a"].as_int == value


def test_batch_and_length_are_always_free_and_others_where_the_spec_says_so() -> None:
    scope, found = scope_of('T = "any"\nhalf = "T // 2"')
    assert found == []
    assert scope.free == ("B", "L", "T")
    assert render(scope.values["half"]) == "T//2"


def test_a_plain_number_keeps_its_name_and_an_expression_its_form() -> None:
    scope, _ = scope_of('twice = "2 * H"')
    assert render(scope.named["H"]) == "H"
    assert render(scope.named["twice"]) == "8"
    assert scope.values["H"].as_int == 4


@pytest.mark.parametrize("text", ['"H - 4"', '"n // 0"', '"-n"', '"2 - n"'])
def test_a_size_without_a_value_of_at_least_one_is_refused_once(text: str) -> None:
    scope, found = scope_of(f'a = {text}\nafter = "a + 1"')
    assert found == ["GN112"]
    assert scope.holes == {"a"}
    assert is_hole(scope.values["after"])


def test_each_ring_of_sizes_is_told_once_with_all_its_names() -> None:
    spec, _ = read(BASE.replace("n = 8", 'n = 8\na = "b"\nb = "c"\nc = "a"\nd = "d + 1"'))
    scope, problems = read_scope(spec)
    assert [problem.rule.code for problem in problems] == ["GN112", "GN112"]
    assert all(f"`{name}`" in problems[0].message for name in "abc")
    assert scope.holes == {"a", "b", "c", "d"}


def test_an_unknown_name_is_told_once_with_every_place_of_it() -> None:
    text = BASE.replace("(B, L, 1)", "(B, L, one)")
    spec, _ = read(text)
    scope, problems = read_scope(spec)
    (problem,) = problems
    assert problem.rule.code == "GN302"
    assert problem.primary is not None
    spans = [problem.primary.span, *(label.span for label in problem.others)]
    assert [span.text for span in spans] == ["one"] * text.count("one)")
    assert "one" in scope.holes


def test_a_number_too_small_for_an_axis_is_refused_where_it_stands() -> None:
    spec, _ = read(BASE.replace('sizes = { C = "n" }', 'sizes = { C = "n - 8" }'))
    (problem,) = read_scope(spec)[1]
    assert problem.primary is not None
    assert problem.primary.span.text == "n - 8"


def test_a_hole_is_seen_inside_a_larger_size() -> None:
    assert is_hole(HOLE * 2 + symbol("L"))
    assert not is_hole(symbol(Symbol("H", "net")))
    assert [is_no_size(constant(number)) for number in (-1, 0, 1)] == [True, True, False]
    assert not is_no_size(symbol("L") - 1)
