"""Sizes become as simple as what is known allows, and keep their value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from graphnet.contract.assume import NOTHING, Assumptions, Congruence, Range
from graphnet.contract.polynomial import Symbol, render, try_evaluate
from graphnet.contract.simplify import simplify
from tests.contract.expressions import expression, sizes, truth
from tests.contract.known import KNOWN, L_BY_4, L_BY_16, allowed


@settings(max_examples=120, deadline=None)
@given(sizes(("L", "M"), powers=True), KNOWN)
def test_a_simplified_size_keeps_its_value(text: str, known: Assumptions) -> None:
    simple, value = simplify(expression(text), known), truth(text)
    for point in allowed(known, "LM", 20):
        expected = value(point)
        if expected is not None and expected.bit_length() < 4000:
            assert try_evaluate(simple, point) == expected, (point, render(simple))


@pytest.mark.parametrize(
    ("text", "known", "simple"),
    [
        ("4*(L//4)", L_BY_4, "L"),
        ("4*(L//4)", NOTHING, "4*(L//4)"),
        ("(L//4)//4", L_BY_16, "L//16"),
        ("4*(L//16)", L_BY_16, "L//4"),
        ("B*(L//4)*64", L_BY_16, "16*B*L"),
        ("ceildiv(L, 4)", L_BY_4, "L//4"),
        ("(L + 4)//8", L_BY_16, "L//8"),
        ("L % 8", L_BY_16, "0"),
        ("max(1, L//4)", L_BY_4, "L//4"),
        ("max(L, B)", NOTHING, "max(B, L)"),
        ("L % 8", Assumptions((Congruence(Symbol("L"), 4, 1),)), "L % 8"),
        ("L//16 + L", Assumptions((), (Range(Symbol("L"), 1, 15),)), "L"),
        ("L*L", Assumptions((), (Range(Symbol("L"), 8, 8),)), "64"),
    ],
)
def test_written_as_simply_as_is_known(text: str, known: Assumptions, simple: str) -> None:
    assert render(simplify(expression(text), known)) == simple


@settings(max_examples=100, deadline=None)
@given(sizes(("L", "M")), KNOWN)
def test_what_is_simple_stays_as_it_is(text: str, known: Assumptions) -> None:
    once = simplify(expression(text), known)
    assert simplify(once, known) == once
