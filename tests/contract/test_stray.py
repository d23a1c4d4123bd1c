"""A token that cannot stand where it stands gets the sentence that helps most."""

from __future__ import annotations

import pytest

from graphnet.contract.cursor import Cursor
from graphnet.contract.stray import refuse_stray, sign_sentence, special_sentence
from tests.contract.nodes import cursor, message


def at(text: str, tokens: int) -> Cursor:
    place = cursor(text)
    for _ in range(tokens):
        place.take()
    return place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2^n", "a power is written"),
        ("n/2", "a division is written"),
        ("a => b", "an arrow is written"),
        ("a .. b", "three dots"),
        ("a ; b", "has no meaning"),
    ],
)
def test_signs_of_other_languages_are_known(text: str, words: str) -> None:
    found = sign_sentence(at(text, 1))
    assert found is not None
    assert words in found.message


@pytest.mark.parametrize("text", ["a + b", "a // b", "a -> b", "a ** b", "a ... b", "a == b"])
def test_the_languages_own_signs_are_no_mistake(text: str) -> None:
    assert sign_sentence(at(text, 1)) is None
    assert special_sentence(at(text, 1)) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("16kHz", "no unit"),
        ("16 kHz", "no unit"),
        ("20ms", "no unit"),
        ("4s", "no unit"),
        ("4 s", "side by side"),  # a size may well be called s
        ("4 L", "side by side"),
        ("a b", "side by side"),
        ("(a) b", "side by side"),
        ("4 x L", "a product is written"),
        ("4xL", "a product is written"),
        ("2x16", "a product is written"),
        ("a 0.5", "a size is a whole number"),
    ],
)
def test_two_values_side_by_side_are_told_what_is_missing(text: str, words: str) -> None:
    found = special_sentence(at(text, 3 if text.startswith("(") else 1))
    assert found is not None
    assert words in found.message


def test_what_was_opened_is_shown_beside_what_stands_in_its_way() -> None:
    place = cursor("(B ]")
    opening = place.take()
    place.take()
    refuse_stray(place, "`)`", opening)
    assert message(place) == "`(` is not closed: expected `)`, but found `]`"
    assert place.problem is not None
    assert [label.span.text for label in place.problem.others] == ["("]


def test_a_bracket_too_many_closes_nothing_but_inside_others_something_was_expected() -> None:
    outside, inside = cursor(")"), cursor(")")
    inside.depth = 1
    refuse_stray(outside, "a size")
    refuse_stray(inside, "a size")
    assert message(outside) == "this `)` closes nothing"
    assert message(inside) == "expected a size, but found `)`"
