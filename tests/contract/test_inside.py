"""One domain lies in another for every size, or sizes and a value show that it does not."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import NOTHING, Assumptions, Congruence, assume_where
from graphnet.contract.assumptions import Relation
from graphnet.contract.domain import SolvedDomain, lower_domain
from graphnet.contract.inside import Inside, Outside, Unsure, is_inside
from graphnet.contract.parser import parse_domain
from graphnet.contract.polynomial import Symbol, symbol
from graphnet.text import quoted


def domain(text: str) -> SolvedDomain:
    node, problems = parse_domain(quoted(text, "x"))
    assert node is not None, problems
    lowered = lower_domain(
        node, lambda name: symbol(Symbol(name.text, "stage" if name.text == "n" else ""))
    )
    assert isinstance(lowered, SolvedDomain)
    return lowered


@pytest.mark.parametrize(
    ("inner", "outer", "whole"),
    [
        ("[0, C)", "[0, C)", True),
        ("[0, C)", "[0, C - 1]", True),
        ("[0, 256)", "[0, 65536)", False),
        ("[0, C)", "[0, C + 1)", True),
        ("[0, C) | {-100}", "{-100} | [0, C)", True),
        ("[0, 4)", "[0, 2) | [2, 4)", False),
        ("[0, 4)", "[0, 1] | [2, 3]", True),
        ("[0.5, 1.5]", "(0, 2)", False),
        ("[0, 1]", "(-inf, inf)", False),
        ("{1, 2}", "[1, C + 1]", True),
        ("[0, L//4)", "[0, L)", True),
        ("(0, 1)", "[0, 1]", False),
    ],
)
def test_inside(inner: str, outer: str, whole: bool) -> None:
    assert is_inside(domain(inner), domain(outer), NOTHING, whole=whole) == Inside()


@pytest.mark.parametrize(
    ("inner", "outer", "whole", "witness", "value"),
    [
        ("[0, 65536)", "[0, 256)", True, {}, 256),
        ("[0, C]", "[0, C)", True, {"C": 1}, 1),
        ("[0, C) | {-100}", "[0, C)", True, {"C": 1}, -100),
        ("[0, 4)", "[0, 2) | (2, 4)", False, {}, 2),
        ("[0, 1]", "(0, 1]", False, {}, 0),
        ("[0, 2]", "[0, 1] | [1.5, 2]", False, {}, 1.25),
        ("[0, inf)", "[0, 10]", False, {}, 11),
        ("(-inf, 0]", "[-5, 0]", True, {}, -6),
        ("[0, C)", "[0, 256)", True, {"C": 257}, 256),
        ("[0, L)", "[0, 4*(L//4))", True, {"L": 1}, 0),
    ],
)
def test_outside_with_a_value_and_the_sizes(
    inner: str, outer: str, whole: bool, witness: dict[str, int], value: float
) -> None:
    found = is_inside(domain(inner), domain(outer), NOTHING, whole=whole)
    assert found == Outside(witness, value)


def test_a_whole_domain_is_not_a_real_one() -> None:
    assert isinstance(is_inside(domain("[0, C)"), domain("[0, C - 1]"), NOTHING), Outside)


def test_what_is_known_of_sizes_counts() -> None:
    by_four = Assumptions((Congruence(Symbol("L"), 4, 0),))
    inner, outer = domain("[0, L)"), domain("[0, 4*(L//4))")
    assert is_inside(inner, outer, by_four, whole=True) == Inside()
    below = assume_where([Relation(symbol("T"), "<=", symbol("L"))], NOTHING)
    assert isinstance(below, Assumptions)
    assert not isinstance(is_inside(domain("[0, T)"), domain("[0, L)"), below), Outside)


def test_a_size_without_value_is_unsure() -> None:
    found = is_inside(domain("[0, n)"), domain("[0, C)"), NOTHING)
    assert found == Unsure("`n` has no value yet")


ENDS = st.tuples(st.integers(-3, 6), st.integers(0, 5))


@settings(max_examples=150, deadline=None)
@given(ENDS, st.lists(ENDS, min_size=1, max_size=3), st.booleans(), st.booleans())
def test_numbers_agree_with_counting(
    inner: tuple[int, int], outer: list[tuple[int, int]], opened: bool, whole: bool
) -> None:
    left, right = ("(" if opened else "["), ("]" if opened else ")")
    texts = [f"{left}{low}, {low + width}{right}" for low, width in (inner, *outer)]
    found = is_inside(domain(texts[0]), domain(" | ".join(texts[1:])), NOTHING, whole=whole)
    step = 1 if whole else 0.25
    places = [-5 + step * i for i in range(int(20 / step))]

    def has(ends: tuple[int, int], value: float) -> bool:
        low, high = ends[0], ends[0] + ends[1]
        return low < value <= high if opened else low <= value < high

    missed = [v for v in places if has(inner, v) and not any(has(o, v) for o in outer)]
    assert isinstance(found, Outside if missed else Inside)
    if isinstance(found, Outside):
        assert found.value is not None
        assert has(inner, found.value)
        assert not any(has(o, found.value) for o in outer)


def test_every_pair_of_brackets_against_every_other() -> None:
    texts = [f"{a}0, 1{b}" for a, b in product("[(", "])")]
    inside = {
        (x, y)
        for x, y in product(texts, texts)
        if is_inside(domain(x), domain(y), NOTHING) == Inside()
    }
    assert ("(0, 1)", "[0, 1]") in inside
    assert ("[0, 1]", "(0, 1)") not in inside
    assert len(inside) == 9
