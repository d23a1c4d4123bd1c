"""Merging keeps the places of what it keeps."""

from __future__ import annotations

from graphnet.spec.merge import merge_tables, without
from tests.spec.reading import tree_of
from tests.spec.test_parse import entry_at, plain

BASE = "a = 1\n[t]\nx = 1\nl = [1, 2]\n[t.u]\ny = 2\n[s]\nk = 1\n"
ABOVE = 'b = 2\n[t]\nl = [3]\n[t.u]\nz = 3\n[s]\nk = { deep = true }\n[t.v]\nw = "new"\n'


def test_tables_are_merged_and_all_else_is_replaced() -> None:
    merged = merge_tables(tree_of(BASE, "base"), tree_of(ABOVE, "above"))
    assert plain(merged) == {
        "a": 1,
        "t": {"x": 1, "l": [3], "u": {"y": 2, "z": 3}, "v": {"w": "new"}},
        "s": {"k": {"deep": True}},
        "b": 2,
    }


def test_each_value_keeps_the_file_it_came_from() -> None:
    merged = merge_tables(tree_of(BASE, "base"), tree_of(ABOVE, "above"))
    paths = {("t", "x"): "base", ("t", "l"): "above", ("t", "u", "y"): "base", ("b",): "above"}
    for path, source in paths.items():
        entry = entry_at(merged, *path)
        assert entry.value.at.source.path == entry.key_at.source.path == source
        assert entry.key_at.text == path[-1]


def test_a_key_is_left_out() -> None:
    assert plain(without(tree_of("a = 1\nb = 2"), "a")) == {"b": 2}
