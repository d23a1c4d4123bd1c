"""Conditions, promises about time and carried states are read as they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from graphnet.contract.parse_effects import BARE, MEASURED, read_effect, read_state, read_where
from graphnet.contract.syntax import Axis, Effect, Infinity, State, Tensor, Where
from tests.contract.nodes import HERE, cursor, message, name, number


def test_comparisons_chain() -> None:
    where = read_where(cursor("0 < a <= b"))
    assert where == Where((number(0), name("a"), name("b")), ("<", "<="), at=HERE)


def test_every_comparison_is_read() -> None:
    for sign in ("==", "!=", "<", "<=", ">", ">="):
        assert read_where(cursor(f"L {sign} 4")).relations == (sign,)


def test_effects_alone_and_with_an_amount() -> None:
    effects = {
        "causal": Effect("causal", at=HERE),
        "padding-safe": Effect("padding-safe", at=HERE),
        "ratio s": Effect("ratio", name("s"), at=HERE),
        "field inf": Effect("field", Infinity(1, at=HERE), at=HERE),
        "delay 3": Effect("delay", number(3), at=HERE),
    }
    for text, effect in effects.items():
        place = cursor(text)
        assert (read_effect(place), message(place)) == (effect, "")


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("1/4", Fraction(1, 4)),
        ("6/8", Fraction(3, 4)),
        ("4", Fraction(4)),
        ("2*2", Fraction(4)),
        ("2*2/2**3", Fraction(1, 2)),
    ],
)
def test_a_ratio_is_a_fraction_in_lowest_terms(text: str, ratio: Fraction) -> None:
    assert read_effect(cursor(f"ratio {text}")).amount == ratio


@pytest.mark.parametrize("text", ["0", "0/4", "4/0", "-1/4", "s/4", "1/s", "(1-1)/2"])
def test_what_is_no_ratio_of_counts_is_refused(text: str) -> None:
    place = cursor(f"ratio {text}")
    read_effect(place)
    assert message(place) == "both sides of a ratio are whole numbers of at least 1"


def test_some_effects_need_an_amount_and_the_others_take_none() -> None:
    for word in MEASURED:
        place = cursor(word)
        read_effect(place)
        assert message(place) == f"`{word}` needs to say how much"
    for word in BARE:
        place = cursor(f"{word} 2")
        read_effect(place)
        assert message(place) == f"`{word}` stands alone, but `2` follows it"


def test_a_state_is_a_tensor_and_what_it_begins_with() -> None:
    state = read_state(cursor("complex64 (B, N) = zeros"))
    shape = (Axis(name("B"), at=HERE), Axis(name("N"), at=HERE))
    assert state == State(Tensor(shape, ("complex64",), at=HERE), "zeros", at=HERE)
