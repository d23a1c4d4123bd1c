"""A table finds its keys by name and keeps the order in which they were written."""

from __future__ import annotations

from graphnet.spec.tree import Scalar, Table
from tests.spec.reading import tree_of


def test_a_key_is_found_with_its_value_and_both_places() -> None:
    entry = tree_of("[train]\nbatch = 8\n").find("train")
    assert entry is not None
    assert isinstance(entry.value, Table)
    batch = entry.value.find("batch")
    assert batch is not None
    assert isinstance(batch.value, Scalar)
    assert (batch.key_at.text, batch.value.at.text, batch.value.value) == ("batch", "8", 8)


def test_a_key_that_is_not_there_is_none_whatever_it_resembles() -> None:
    tree = tree_of("batch = 8\n[train]\nseed = 1\n")
    assert tree.find("Batch") is None
    assert tree.find("seed") is None
    assert tree.find("train.seed") is None


def test_keys_keep_their_order() -> None:
    assert [entry.key for entry in tree_of("z = 1\na = 2\n[m]\n").entries] == ["z", "a", "m"]


def test_only_strings_know_the_place_of_each_character() -> None:
    tree = tree_of('a = "L\\tM"\nb = 4\n')
    text, count = (entry.value for entry in tree.entries)
    assert isinstance(text, Scalar)
    assert isinstance(count, Scalar)
    assert text.excerpt is not None
    assert text.excerpt.span(2, 3).text == "M"
    assert count.excerpt is None
