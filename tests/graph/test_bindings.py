"""What is learned of private sizes: bound along wires, resolved through each other, or refused."""

from __future__ import annotations

import pytest

from graphnet.contract.assume import Contradiction, Reason, Relation
from graphnet.contract.assumptions import Assumptions
from graphnet.contract.equate import Different, Unsolvable
from graphnet.contract.polynomial import (
    Polynomial,
    Symbol,
    constant,
    floor_divide,
    modulo,
    render,
    symbol,
)
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.sizes import HOLE, is_hole

H, C = Symbol("H", "net"), Symbol("C", "net")
L = symbol("L")


def empty() -> Bindings:
    return Bindings(Assumptions())


def one(size: int | Polynomial, named: str = "") -> PlannedAxis:
    value = constant(size) if isinstance(size, int) else size
    return PlannedAxis(value, named=symbol(named) if named else None)


@pytest.mark.parametrize("width", [1, 3, 10])
def test_an_equation_is_solved_for_its_private_size(width: int) -> None:
    known = empty()
    assert known.equate(one(3 * width + 2), one(symbol(H) * 3 + 2)) is None
    assert known.value(H) == constant(width)


def test_an_equation_without_a_whole_answer_is_refused() -> None:
    known = empty()
    assert isinstance(known.equate(one(8), one(symbol(H) * 3)), Different | Unsolvable)
    assert not known.is_bound(H)


def test_a_bound_size_is_what_people_call_it() -> None:
    known = empty()
    known.equate(one(64, "d_model"), one(symbol(H)))
    assert render(known.name(H)) == "d_model"
    assert known.value(H) == constant(64)
    assert render(known.resolve_names(symbol(H) * 2)) == "2*d_model"


def test_sizes_are_resolved_through_each_other() -> None:
    known = empty()
    known.bind(C, Bound(symbol(H) * 2, symbol(H) * 2))
    assert known.value(C) == symbol(H) * 2
    known.bind(H, Bound(constant(5), constant(5)))
    assert known.value(C) == constant(10)
    port = known.resolve_port(PlannedPort("float", (one(symbol(C) + L),)))
    assert port.axes[0].size == L + 10


def test_half_of_a_free_size_makes_it_even_from_there_on() -> None:
    known = empty()
    assert known.equate(one(L), one(symbol(H) * 2)) is None
    assert known.assumptions.modulus_of("L") == 2
    assert known.value(H) == floor_divide(L, 2)


def test_different_free_sizes_are_refused_with_a_witness() -> None:
    verdict = empty().equate(one(L), one(L + 1))
    assert isinstance(verdict, Different)
    assert verdict.left + 1 == verdict.right


def test_a_hole_equals_everything_and_spreads() -> None:
    known = empty()
    assert known.equate(one(HOLE), one(symbol(H))) is None
    assert is_hole(known.value(H))
    assert known.equate(one(symbol(H)), one(17)) is None


def test_a_condition_that_contradicts_what_is_given_is_refused() -> None:
    known = empty()
    assert known.assume(Relation(modulo(L, 4), "==", constant(0))) is None
    broken = known.assume(Relation(modulo(L, 2), "==", constant(1), (Reason("you"),)))
    assert isinstance(broken, Contradiction)
    assert known.assumptions.modulus_of("L") == 4


def test_the_first_role_and_the_first_axes_of_a_name_stay() -> None:
    known = empty()
    known.learn_role(H, "feature")
    known.learn_role(H, "class")
    assert known.role(H) == "feature"
    assert known.role(C) is None
    known.learn_spread(C, (one(2),))
    known.learn_spread(C, ())
    assert known.spread(C) == (one(2),)
