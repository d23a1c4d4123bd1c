"""A guess is what the writer most likely meant, or none."""

from __future__ import annotations

import pytest

from graphnet.spec.guess import OTHER_WORDS, closest

KNOWN = ("batch", "updates", "weight_decay", "L")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bacth", "batch"),
        ("Batch", "batch"),
        ("weight-decay", "weight_decay"),
        ("update", "updates"),
        ("colour", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_guessed(written: str, meant: str | None) -> None:
    assert closest(written, KNOWN) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("batch_size", "batch"), ("Steps", "updates"), ("wd", "weight_decay"), ("type", None)],
)
def test_another_tools_word_for_a_known_key_is_that_key(written: str, meant: str | None) -> None:
    assert closest(written, KNOWN) == meant


def test_no_word_of_another_tool_stands_for_two_keys_of_ours() -> None:
    words = [word for words in OTHER_WORDS.values() for word in words]
    assert len(words) == len(set(words))
