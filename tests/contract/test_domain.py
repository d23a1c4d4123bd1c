"""Domains are looked up, compared for every size, and written for people."""

from __future__ import annotations

import pytest

from graphnet.contract.assume import Assumptions, Congruence
from graphnet.contract.domain import (
    SolvedDomain,
    domain_symbols,
    lower_domain,
    paired_limits,
    render_domain,
    simplify_domain,
    substitute_domain,
)
from graphnet.contract.lower import UnknownName, Unworkable
from graphnet.contract.parser import parse_domain
from graphnet.contract.polynomial import Polynomial, Symbol, constant, render, symbol
from graphnet.contract.syntax import Name
from graphnet.text import quoted


def scope(name: Name) -> Polynomial | None:
    if name.text == "unknown":
        return None
    return symbol(Symbol(name.text, "stage" if name.text == "n" else ""))


def domain(text: str) -> SolvedDomain:
    node, problems = parse_domain(quoted(text, "x"))
    assert node is not None, problems
    lowered = lower_domain(node, scope)
    assert isinstance(lowered, SolvedDomain)
    return lowered


@pytest.mark.parametrize(
    "text", ["[0, 2**bits)", "[0, C) | {-100}", "(-inf, 1.5]", "[0, inf)", "{1} | {2}"]
)
def test_written_back(text: str) -> None:
    assert render_domain(domain(text)) == text


def test_equal_bounds_are_paired_for_solving() -> None:
    pairs = paired_limits(domain("[0, n)"), domain("[0, 2**bits - 1]"), whole=True)
    assert pairs is not None
    assert [(render(a), render(b)) for a, b in pairs] == [
        ("0", "0"),
        ("n - 1", "2**bits - 1"),
    ]
    assert paired_limits(domain("[0, n)"), domain("[0, n]")) is None
    assert paired_limits(domain("[0, n)"), domain("[0, n) | {9}")) is None
    assert paired_limits(domain("[0, inf)"), domain("[0, n)")) is None
    assert paired_limits(domain("(-inf, inf)"), domain("(-inf, inf)"), whole=True) == ()
    assert paired_limits(domain("[0, 1.0)"), domain("[0, 1)")) == ((constant(0), constant(0)),)


def test_symbols_are_found_replaced_and_simplified() -> None:
    found = domain("[0, n) | {4*(L//4)}")
    assert domain_symbols(found) == {Symbol("n", "stage"), Symbol("L")}
    replaced = substitute_domain(found, {Symbol("n", "stage"): constant(8)})
    assert render_domain(replaced) == "[0, 8) | {4*(L//4)}"
    by_four = Assumptions((Congruence(Symbol("L"), 4, 0),))
    assert render_domain(simplify_domain(replaced, by_four)) == "[0, 8) | {L}"


@pytest.mark.parametrize(("text", "kind"), [("[0, unknown)", UnknownName), ("{1//0}", Unworkable)])
def test_what_cannot_be_lowered_says_so(text: str, kind: type) -> None:
    node, _ = parse_domain(quoted(text, "x"))
    assert node is not None
    assert isinstance(lower_domain(node, scope), kind)
