"""Written sizes become expressions; what cannot be one says why."""

from __future__ import annotations

from time import process_time

import pytest

from graphnet.contract.assumptions import render_relation
from graphnet.contract.lower import UnknownName, Unworkable, lower, lower_where
from graphnet.contract.parser import parse_dim, parse_where
from graphnet.contract.polynomial import Polynomial, constant, render, symbol
from graphnet.contract.syntax import Dim, Name, Where
from graphnet.text import quoted

KNOWN = {"L": symbol("L"), "bits": constant(16), "H": constant(64), "zero": constant(0)}


def scope(name: Name) -> Polynomial | None:
    return KNOWN.get(name.text)


def dim(text: str) -> Dim:
    node, problems = parse_dim(quoted(text, "x"))
    assert node is not None, problems
    return node


def where(text: str) -> Where:
    node, problems = parse_where(quoted(text, "x"))
    assert node is not None, problems
    return node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2**bits", "65536"),
        ("H // 2 - 1", "31"),
        ("ceildiv(L, 4)", "(L + 3)//4"),
        ("L % 4", "L % 4"),
        ("min(L, H, 8)", "min(L, 8)"),
        ("prod(H, L, 2)", "128*L"),
        ("-L", "-L"),
    ],
)
def test_names_are_looked_up_and_arithmetic_is_done(text: str, expected: str) -> None:
    lowered = lower(dim(text), scope)
    assert isinstance(lowered, Polynomial)
    assert render(lowered) == expected


def test_an_unknown_name_is_told_with_its_place() -> None:
    lowered = lower(dim("H + 2*d_modle"), scope)
    assert isinstance(lowered, UnknownName)
    assert lowered.name.at.text == "d_modle"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("L // zero", "`L // zero` divides by zero"),
        ("L % (bits - 16)", "`L % (bits - 16)` divides by zero"),
        ("ceildiv(L, 0)", "`ceildiv(L, 0)` divides by zero"),
        ("1 + 2**-1", "`2**-1` has a negative exponent: no whole number"),
        ("9**9**9**9", "`9**9**9` is too large to work with"),
        ("2**4097", "`2**4097` is too large to work with"),
    ],
)
def test_what_has_no_value_says_why(text: str, why: str) -> None:
    start = process_time()
    lowered = lower(dim(text), scope)
    assert isinstance(lowered, Unworkable)
    assert lowered.why == why
    assert process_time() - start < 1


def test_a_chain_of_comparisons_is_one_relation_each() -> None:
    relations = lower_where(where("0 < L <= 2*H"), scope)
    assert isinstance(relations, tuple)
    assert [render_relation(r) for r in relations] == ["0 < L", "L <= 128"]
    assert {r.text for r in relations} == {"0 < L <= 2*H"}
    assert relations[0].reasons[0].span is not None


def test_a_condition_on_an_unknown_name_is_refused() -> None:
    assert isinstance(lower_where(where("L == T"), scope), UnknownName)


def test_the_longest_text_that_parses_is_lowered() -> None:
    lowered = lower(dim("+".join(["L"] * 150)), scope)
    assert isinstance(lowered, Polynomial)
    assert render(lowered) == "150*L"
