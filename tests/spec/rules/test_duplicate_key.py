"""A key that is written twice points at both places, and hides nothing else."""

from __future__ import annotations

import pytest
import tomli

from graphnet.spec.parse import parse_tree
from graphnet.text import SourceText
from tests.spec.reading import briefly
from tests.spec.test_parse import parsed, plain


@pytest.mark.parametrize(
    ("text", "path", "first", "again", "value"),
    [
        ("a = 1\nb = 2\na = 3\nc = 4", "a", (1, 1), (3, 1), {"a": 1, "b": 2, "c": 4}),
        (
            "[t]\na = [1,\n2]\na = [3,\n4]\nb = 5",
            "t.a",
            (2, 1),
            (4, 1),
            {"t": {"a": [1, 2], "b": 5}},
        ),
        ("a.b = 1\n'a'.b = 2", "a.b", (1, 3), (2, 5), {"a": {"b": 1}}),
        ("[t]\na = 1\n[u]\n[t]\nb = 2", "t", (1, 2), (4, 2), None),
        ("a = 1\n[a]\nb = 2", "a", (1, 1), (2, 2), None),
        ("a = 1\n[a.c]\nb = 2", "a", (1, 1), (2, 2), None),
        ("a = { x = 1, x = 2 }", "a.x", (1, 7), (1, 14), None),
        ("a = { x = 1 }\na.x = 2", "a", (1, 1), (2, 1), None),
        ("[[a]]\n[a]\n", "a", (1, 3), (2, 2), None),
    ],
)
def test_a_key_written_twice_points_at_both_places(
    text: str, path: str, first: tuple[int, int], again: tuple[int, int], value: object
) -> None:
    tree, found = parse_tree(SourceText("x.toml", text))
    assert [diagnostic.rule.code for diagnostic in found] == ["GN102"]
    assert f"`{path}` is written twice" in found[0].message
    assert found[0].primary is not None
    assert found[0].primary.span.position == again
    assert [label.span.position for label in found[0].others] == [first]
    assert (None if tree is None else plain(tree)) == value


def test_what_may_be_written_again_is_no_duplicate() -> None:
    text = "[a.b]\nx = 1\n[a]\ny = 2\n[[l]]\nx = 1\n[l.t]\nx = 1\n[[l]]\nx = 2\n[l.t]\nx = 2\n"
    assert plain(parsed(text)) == tomli.loads(text)


def test_a_duplicate_does_not_hide_a_second_one_nor_what_is_not_toml() -> None:
    _, twice = parse_tree(SourceText("x.toml", "a = 1\na = 2\nb = 1\nb = 2\n"))
    assert [diagnostic.rule.code for diagnostic in twice] == ["GN102", "GN102"]
    _, both = parse_tree(SourceText("x.toml", "a = 1\na = 2\nb = True\n"))
    assert briefly(both) == [("GN102", "a"), ("GN101", "True")]
