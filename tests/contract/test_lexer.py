"""Text becomes tokens that cover it, in order, and never a crash."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.contract.lexer import split


def test_words_numbers_and_signs() -> None:
    tokens = split("int64 (B, ...) -> 2**bits >= 1.5")
    assert [(token.kind, token.text) for token in tokens] == [
        ("name", "int64"),
        ("sign", "("),
        ("name", "B"),
        ("sign", ","),
        ("sign", "..."),
        ("sign", ")"),
        ("sign", "->"),
        ("int", "2"),
        ("sign", "**"),
        ("name", "bits"),
        ("sign", ">="),
        ("float", "1.5"),
        ("end", ""),
    ]


def test_names_may_be_of_any_alphabet() -> None:
    assert [t.kind for t in split("größe 幅 _x x1")] == ["name"] * 4 + ["end"]


def test_digits_of_other_alphabets_are_no_numbers() -> None:
    assert split("٣")[0].kind == "odd"


def test_numbers_of_every_form() -> None:
    kinds = [(t.kind, t.text) for t in split("65_536 1.25 1e-3 2.")][:-1]
    assert kinds == [
        ("int", "65_536"),
        ("float", "1.25"),
        ("float", "1e-3"),
        ("int", "2"),
        ("sign", "."),
    ]


@settings(deadline=None)
@given(st.text())
def test_every_character_that_is_no_space_is_in_one_token(text: str) -> None:
    tokens = split(text)
    covered = "".join(token.text for token in tokens)
    assert [c for c in covered if not c.isspace()] == [c for c in text if not c.isspace()]
    assert all(text[token.start : token.end] == token.text for token in tokens)
