"""Values and types are told in words people know from TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pytest

from graphnet.spec.byte_count import Bytes
from graphnet.spec.describe import choices_of, describe_type, describe_value
from graphnet.spec.settings import TrainSettings
from tests.spec.reading import tree_of


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1_000", "`1_000`"),
        ("true", "`true`"),
        ("'a'", "the text `'a'`"),
        ('"""\na   b"""', 'the text `""" a b"""`'),
        ('"`"', 'the text `"\'"`'),
        ('"' + "x" * 99 + '"', 'the text `"' + "x" * 38 + "…`"),
        ("[1, 2]", "a list of 2"),
        ("[]", "an empty list"),
        ("{ a = 1 }", "a table"),
    ],
)
def test_a_value_is_told_as_it_is_written(written: str, words: str) -> None:
    (entry,) = tree_of(f"x = {written}").entries
    assert describe_value(entry.value) == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (int, "a whole number"),
        (float | None, "a number"),
        (bool, "`true` or `false`"),
        (str, "a text in quotes"),
        (Literal["a", "b"], 'one of `"a"`, `"b"`'),
        (int | Literal["auto"], 'a whole number or `"auto"`'),
        (tuple[int, ...], "a list of whole numbers"),
        (list[str], "a list of texts in quotes"),
        (tuple[float, float], "a list of 2 numbers"),
        (tuple[bool, ...], "a list of values, each `true` or `false`"),
        (Mapping[str, int], "a table of whole numbers"),
        (Bytes | None, 'a number of bytes such as `"24GiB"`'),
        (TrainSettings, "a table"),
    ],
)
def test_a_type_is_told_as_what_to_write(kind: object, words: str) -> None:
    assert describe_type(kind) == words


def test_choices_are_spelled_as_in_toml() -> None:
    assert choices_of(Literal["a", 1, True]) == ('"a"', "1", "true")
    assert choices_of(int) == ()
