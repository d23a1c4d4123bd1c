"""Comparisons of sizes are held against Python's arithmetic at many sizes."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.assume import NOTHING, Assumptions, Relation, assume_where, holds
from graphnet.contract.equate import Bind, Different, Equal, Unknown, equate, render_witness
from graphnet.contract.polynomial import Symbol, constant, floor_divide, render, symbol
from tests.contract.expressions import expression, rewritten, sizes, truth
from tests.contract.known import KNOWN, L_BY_4, L_BY_16, allowed


def check(left: str, right: str, known: Assumptions, names: str, stop: int) -> object:
    verdict = equate(expression(left), expression(right), known)
    here, there = truth(left), truth(right)
    match verdict:
        case Equal():
            for point in allowed(known, names, stop):
                values = here(point), there(point)
                assert None in values or values[0] == values[1], (point, values)
        case Different(witness, mine, other):
            point = dict.fromkeys(names, 1) | dict(witness)
            assert not holds(known, dict(witness))
            assert (here(point), there(point)) == (mine, other)
            assert mine != other
    return verdict


@settings(max_examples=150, deadline=None)
@given(sizes(("L",)), sizes(("L",)), KNOWN)
def test_verdicts_on_one_size_agree_with_brute_force(
    left: str, right: str, known: Assumptions
) -> None:
    check(left, right, known, "L", 400)


@settings(max_examples=120, deadline=None)
@given(sizes(("L", "M")), sizes(("L", "M")), KNOWN)
def test_verdicts_on_two_sizes_agree_with_brute_force(
    left: str, right: str, known: Assumptions
) -> None:
    check(left, right, known, "LM", 26)


@settings(max_examples=120, deadline=None)
@given(sizes(("L", "M"), powers=True), sizes(("L", "M"), powers=True), KNOWN)
def test_verdicts_with_extrema_and_powers_agree_with_brute_force(
    left: str, right: str, known: Assumptions
) -> None:
    check(left, right, known, "LM", 20)


@settings(max_examples=120, deadline=None)
@given(sizes(("L", "M"), powers=True), st.tuples(*[st.integers(0, 6)] * 4), KNOWN)
def test_the_same_size_written_otherwise_is_never_refuted(
    text: str, choices: tuple[int, ...], known: Assumptions
) -> None:
    verdict = check(text, rewritten(text, choices), known, "LM", 20)
    assert isinstance(verdict, Equal | Unknown)


def test_nine_in_ten_sizes_written_otherwise_are_proved_equal() -> None:
    texts = [
        f"(L*{a} + {b})//{c} {sign} L%{c + 1}"
        for a in (1, 2, 5)
        for b in (0, 3)
        for c in (2, 3, 4, 8)
        for sign in "+-*"
    ]
    verdicts = [
        check(text, rewritten(text, (first, second)), NOTHING, "L", 120)
        for text in texts
        for first, second in ((1, 4), (5, 6), (2, 3))
    ]
    assert sum(isinstance(verdict, Equal) for verdict in verdicts) > 0.9 * len(verdicts)


@pytest.mark.parametrize(
    ("left", "right", "known"),
    [
        ("(L//4)//4", "L//16", NOTHING),
        ("4*(L//4)", "L", L_BY_4),
        ("ceildiv(L, 4)", "(L + 3)//4", NOTHING),
        ("ceildiv(L, 4)", "-((-L)//4)", NOTHING),
        ("L % 4", "L - 4*(L//4)", NOTHING),
        ("(4*L + 3)//4", "L", NOTHING),
        ("min(L, M) + max(L, M)", "L + M", NOTHING),
        ("max(L//4, 1)", "L//4", L_BY_4),
        ("2**(L + 1)", "2*2**L", NOTHING),
        ("(M*L)//M", "L", NOTHING),
        ("((L//4)*3 + 2)//4 + L - L", "((3*(L//4) + 2)//4)", NOTHING),
        ("(L*(L + 1))//2 + (L*(L - 1))//2", "L*L", NOTHING),
        ("min(L, 8)*0 + L//2 + (L + 1)//2", "L", NOTHING),
    ],
)
def test_proves(left: str, right: str, known: Assumptions) -> None:
    assert isinstance(equate(expression(left), expression(right), known), Equal)


@pytest.mark.parametrize(
    ("left", "right", "known", "words"),
    [
        ("L//5", "L//4", L_BY_16, "at L = 16: 3 here, 4 there"),
        ("4*(L//4)", "L", NOTHING, "at L = 1: 0 here, 1 there"),
        ("min(L, 8192)", "L", NOTHING, "at L = 8193: 8192 here, 8193 there"),
        ("L//1024", "(L + 1)//1024", NOTHING, "at L = 1023: 0 here, 1 there"),
        ("64", "65", NOTHING, "64 here, 65 there"),
        ("B*L", "B*(L + 1)", NOTHING, "at B = 1, L = 1: 1 here, 2 there"),
        ("L//100000", "0", NOTHING, "at L = 100000: 1 here, 0 there"),
    ],
)
def test_refutes_with_the_smallest_telling_sizes(
    left: str, right: str, known: Assumptions, words: str
) -> None:
    verdict = equate(expression(left), expression(right), known)
    assert isinstance(verdict, Different)
    assert render_witness(verdict) == words


def test_a_witness_keeps_facts_between_sizes() -> None:
    known = assume_where([Relation(expression("T"), "<=", expression("L"))], NOTHING)
    assert isinstance(known, Assumptions)
    assert isinstance(equate(expression("min(T, L)"), expression("T"), known), Equal | Unknown)
    verdict = equate(expression("min(T, L)"), expression("L"), known)
    assert isinstance(verdict, Different)
    assert verdict.witness["T"] < verdict.witness["L"]


def test_what_cannot_be_decided_is_unknown_and_not_refuted() -> None:
    verdict = equate(expression("(3*2**L)//7"), expression("(3*2**L)//7 + 0*L"), NOTHING)
    assert isinstance(verdict, Equal)
    hard = equate(expression("2**(2*L) % 3"), expression("1"), NOTHING)
    assert isinstance(hard, Unknown)


def test_identical_sizes_and_numbers_take_microseconds() -> None:
    size, number = expression("L//4"), constant(64)

    def batch() -> float:
        start = process_time()
        for _ in range(500):
            equate(size, size, L_BY_4)
            equate(number, number, L_BY_4)
        return (process_time() - start) / 1000

    assert min(batch() for _ in range(5)) < 20e-6


def test_a_long_chain_of_stages_takes_time_in_proportion() -> None:
    def chain(stages: int) -> float:
        known, size = L_BY_16, expression("L//4")
        start = process_time()
        for stage in range(stages):
            verdict = equate(symbol(Symbol("T", f"stage{stage}")), size, known)
            assert isinstance(verdict, Bind)
            size = floor_divide(verdict.polynomial * 4 + 3, 4)
        assert render(size) == "L//4"
        return process_time() - start

    short = min(chain(200) for _ in range(3))
    assert min(chain(2000) for _ in range(2)) < 10 * short * 3
