"""Conditions are assumed, found to be known, or refused with the names of those who asked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import (
    NOTHING,
    Assumptions,
    Contradiction,
    Undecided,
    assume_where,
    conditions,
    holds,
)
from graphnet.contract.assumptions import Relation
from graphnet.contract.lower import lower_where
from graphnet.contract.parser import parse_where
from graphnet.contract.polynomial import Polynomial, Symbol, constant, symbol
from graphnet.contract.syntax import Name
from graphnet.text import quoted
from tests.contract.expressions import sizes, truth

NUMBERS = {"H": 65, "K": 64}


def scope(name: Name) -> Polynomial:
    if name.text in NUMBERS:
        return constant(NUMBERS[name.text])
    return symbol(Symbol(name.text, "stage" if name.text == "u" else ""))


def relations(text: str) -> tuple[Relation, ...]:
    where, problems = parse_where(quoted(text, "x"))
    assert where is not None, problems
    lowered = lower_where(where, scope)
    assert isinstance(lowered, tuple)
    return lowered


def assumed(*texts: str) -> Assumptions:
    known = NOTHING
    for text in texts:
        outcome = assume_where(relations(text), known)
        assert isinstance(outcome, Assumptions), outcome
        known = outcome
    return known


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["L % 16 == 0"], ["L % 16 == 0"]),
        (["L % 4 == 0", "(L//4) % 4 == 0"], ["L % 16 == 0"]),
        (["L % 4 == 0", "(L//4) % 4 == 1"], ["L % 16 == 4"]),
        (["L % 16 == 0", "L % 6 == 2"], ["L % 48 == 32"]),
        (["L % 16 == 0", "L % 4 == 0"], ["L % 16 == 0"]),
        (["(3*L) % 7 == 1"], ["L % 7 == 5"]),
        (["(L + 1) % 4 == 0"], ["L % 4 == 3"]),
        (["(6*L) % 8 == 4"], ["L % 4 == 2"]),
        (["L % 65536 == 0"], ["L % 65536 == 0"]),
        (["4*(L//4) == L"], ["L % 4 == 0"]),
        (["L % 2 != 0"], ["L % 2 == 1"]),
        (["L >= 8"], ["L >= 8"]),
        (["8 <= L < 17"], ["8 <= L <= 16"]),
        (["L//4 >= 3"], ["L >= 12"]),
        (["L//4 < 3"], ["L <= 11"]),
        (["2*L == 16"], ["L == 8"]),
        (["L % 4 == 0", "L//4 >= 3"], ["L % 4 == 0", "L >= 12"]),
        (["T <= L", "T <= L"], ["T <= L"]),
        (["B*L % 4 == 0"], ["B*L - 4*((B*L)//4) == 0"]),
        (["H >= 1", "K % 2 == 0", "1 == 1", "L >= 1"], []),
    ],
)
def test_conditions_meet(texts: list[str], expected: list[str]) -> None:
    found = list(conditions(assumed(*texts)))
    assert found == expected or (len(texts) == 1 and "B*L" in found[0])


def test_what_is_known_changes_nothing() -> None:
    known = assumed("L % 16 == 0", "T <= L")
    for text in ("L % 4 == 0", "L >= 16", "L//4 >= 4", "L != 3", "T <= L", "(L//4) % 2 == 0"):
        assert assume_where(relations(text), known) is known


@pytest.mark.parametrize(
    ("before", "text", "why"),
    [
        ([], "H % 2 == 0", "`H % 2 == 0` is false: 1 on the left, 0 on the right"),
        ([], "L < 1", "no `L` satisfies `L < 1`"),
        ([], "2*L == 7", "no `L` satisfies `2*L == 7`"),
        ([], "(4*L) % 6 == 3", "no `L` satisfies `(4*L) % 6 == 3`"),
        ([], "L % 4 == 4", "no `L` satisfies `L % 4 == 4`"),
        (
            ["L % 16 == 0"],
            "L % 6 == 3",
            "no `L` satisfies `L % 6 == 3` together with `L % 16 == 0`",
        ),
        (["L <= 8"], "L % 16 == 0", "no `L` satisfies `L % 16 == 0` together with `L <= 8`"),
        (["L % 16 == 0"], "L <= 8", "no `L` satisfies `L <= 8` together with `L % 16 == 0`"),
        (
            ["9 <= L <= 11"],
            "L % 10 == 5",
            "no `L` satisfies `L % 10 == 5` together with `9 <= L <= 11`",
        ),
        (["L >= 9"], "L <= 8", "no `L` satisfies `L <= 8` together with `L >= 9`"),
        ([], "B + L == 1", "no `B` and `L` satisfies `B + L == 1`"),
        ([], "L == L + 1", "`L == L + 1` is never true"),
    ],
)
def test_what_cannot_hold_is_refused(before: list[str], text: str, why: str) -> None:
    outcome = assume_where(relations(text), assumed(*before))
    assert isinstance(outcome, Contradiction)
    assert outcome.why == why


def test_a_contradiction_names_all_who_asked() -> None:
    outcome = assume_where(relations("L % 32 == 8"), assumed("L % 4 == 0", "L % 16 == 0"))
    assert isinstance(outcome, Contradiction)
    assert [reason.text for reason in outcome.against] == ["L % 4 == 0", "L % 16 == 0"]
    assert [reason.text for reason in outcome.relation.reasons] == ["L % 32 == 8"]
    assert all(reason.span is not None for reason in outcome.against)


def test_a_condition_on_a_symbol_without_value_waits() -> None:
    outcome = assume_where(relations("u % 2 == 0"), NOTHING)
    assert isinstance(outcome, Undecided)
    assert outcome.symbols == (Symbol("u", "stage"),)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(sizes(("L",)), st.sampled_from(["==", "!=", "<", ">="]), st.integers(0, 9)),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_assumed_allows_exactly_the_sizes_that_satisfy_all(
    wanted: list[tuple[str, str, int]],
) -> None:
    texts = [f"{left} {sign} {right}" for left, sign, right in wanted]
    tests = [truth(text.replace("==", " == ")) for text in texts]
    good = [v for v in range(1, 300) if all(test({"L": v}) for test in tests)]
    known: Assumptions = NOTHING
    for text in texts:
        outcome = assume_where(relations(text), known)
        if isinstance(outcome, Contradiction):
            assert good == []
            return
        assert isinstance(outcome, Assumptions)
        known = outcome
    assert [v for v in range(1, 300) if not holds(known, {"L": v})] == good


def test_the_block_of_a_free_size() -> None:
    known = assumed("L % 16 == 0")
    assert known.modulus_of("L") == 16
    assert known.modulus_of("B") == 1
