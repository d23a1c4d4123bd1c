"""What is known of a stage's private names before its wires are compared."""

from __future__ import annotations

import pytest

from graphnet.contract.assumptions import Assumptions
from graphnet.contract.parser import parse_port
from graphnet.contract.polynomial import Symbol, constant, render
from graphnet.contract.syntax import Tensor
from graphnet.graph.bindings import Bindings
from graphnet.graph.plan import PlannedAxis
from graphnet.graph.private import forget_sizes, learn_roles, learn_spread, state_sizes
from graphnet.graph.sizes import is_hole, read_scope
from graphnet.text import quoted
from tests.graph.opening import opened
from tests.toys import BASE, read


def port(text: str) -> Tensor:
    node, problems = parse_port(quoted(text, "test"))
    assert isinstance(node, Tensor), problems
    return node


def empty() -> Bindings:
    return Bindings(Assumptions())


def axes(*sizes: int) -> tuple[PlannedAxis, ...]:
    return tuple(PlannedAxis(constant(size)) for size in sizes)


def stated(text: str) -> tuple[Bindings, list[str]]:
    """What is known after the head's sizes were stated so, and the codes of what is wrong."""
    spec = BASE.replace('{ C = "n" }', text)
    known = empty()
    scope, _ = read_scope(read(spec)[0])
    problems = state_sizes(opened(spec)[0].stages["head"], scope, known)
    return known, [problem.rule.code for problem in problems]


def test_a_stated_size_is_the_specs() -> None:
    known, found = stated('{ C = "2 * n" }')
    assert found == []
    assert known.value(Symbol("C", "head")) == constant(16)
    assert render(known.name(Symbol("C", "head"))) == "2*n"
    assert not known.is_bound(Symbol("H", "head"))


def test_a_stated_size_that_the_stage_does_not_have_is_refused() -> None:
    assert stated("{ C = 8, D = 3 }")[1] == ["GN307"]


def test_a_stated_size_that_was_refused_already_is_a_hole() -> None:
    known, found = stated('{ C = "n - 8" }')
    assert found == []
    assert is_hole(known.value(Symbol("C", "head")))


@pytest.mark.parametrize(
    ("text", "spread"),
    [("(*S)", (2, 3, 5, 7)), ("(B, *S)", (3, 5, 7)), ("(*S, H)", (2, 3, 5)),
     ("(B, *S, L, H)", (3,)), ("(B, L, *S, C, H)", ())],
)  # fmt: skip
def test_any_number_of_axes_is_what_the_fixed_ones_leave_over(
    text: str, spread: tuple[int, ...]
) -> None:
    known = empty()
    learn_spread("net", port(text), axes(2, 3, 5, 7), known)
    assert known.spread(Symbol("S", "net")) == axes(*spread)


def test_too_few_axes_teach_nothing() -> None:
    known = empty()
    learn_spread("net", port("(A, B, *S, C)"), axes(2, 3), known)
    assert known.spread(Symbol("S", "net")) is None


def test_a_name_learns_its_role_from_the_giver_on_either_side_of_the_spread() -> None:
    known = empty()
    given = (PlannedAxis(constant(2), "batch"), *axes(3, 5), PlannedAxis(constant(7), "time"))
    learn_roles("net", port("(A, *S, Z)"), given, known)
    assert [known.role(Symbol(name, "net")) for name in "AZ"] == ["batch", "time"]


def test_every_name_on_a_refused_axis_is_a_hole_and_no_other() -> None:
    known = empty()
    forget_sizes("net", port("(A, *S, 2*P + Q, Z)"), (False, True, True, False), known)
    assert [is_hole(known.value(Symbol(name, "net"))) for name in "APQZ"] == [
        False, True, True, False,
    ]  # fmt: skip
