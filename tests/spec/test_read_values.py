"""Tables are closed: a key nobody knows is refused, and read as meant where that is clear."""

from __future__ import annotations

from graphnet.spec.read_values import close, read_texts
from tests.spec.reading import briefly, mends, tree_of


def test_a_misspelt_key_takes_the_place_of_the_one_it_was_meant_to_be() -> None:
    closed, found = close(tree_of("contarct = 1\ninput = 2"), ("contract", "input"), "`[x]`")
    assert [entry.key for entry in closed.table.entries] == ["contract", "input"]
    assert closed.is_whole
    assert briefly(found) == [("GN103", "contarct")]


def test_what_is_written_already_is_not_taken_by_a_misspelt_key() -> None:
    closed, found = close(tree_of("contarct = 1\ncontract = 2"), ("contract",), "`[x]`")
    assert [entry.value.at.text for entry in closed.table.entries] == ["2"]
    assert not closed.is_whole
    assert mends(found) == ["did you mean `contract`?"]


def test_texts_beside_a_number_are_kept() -> None:
    (entry,) = tree_of("x = ['a', 3, 'b']").entries
    texts, found = read_texts("x", entry.value)
    assert [text.value for text in texts] == ["a", "b"]
    assert [d.message for d in found] == ["`x[1]` takes a text in quotes, but finds `3`"]
