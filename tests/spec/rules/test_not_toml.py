"""A slip in TOML is named where it stands, with what to write instead."""

from __future__ import annotations

import pytest

from graphnet.spec.parse import parse_tree
from graphnet.text import SourceText
from tests.spec.test_parse import is_toml


@pytest.mark.parametrize(
    ("text", "place", "message", "mend"),
    [
        ("a =", "", "`a` has no value", None),
        ("a = # later", "", "`a` has no value", None),
        ("a = embedding", "embedding", "a text stands in quotes", '"embedding"'),
        ("a = { mode = full }", "full", "a text stands in quotes", '"full"'),
        ("a = [4, x]", "x", "a text stands in quotes", '"x"'),
        ("a = True", "True", "truth values are written small", "true"),
        ("a = None", "None", "TOML has no word for nothing", None),
        ("a = 007", "007", "a number does not begin with 0", "7"),
        ("a = .5", ".5", "a decimal point stands between digits", None),
        ("a = (1, 2)", "(", "a list stands in square brackets", None),
        ('a = "foo', '"foo', "this text has no closing quote", None),
        ('a = "C:\\data"', "\\d", "a backslash in a text is written twice", None),
        ("a: 3", ":", "a key and its value are joined by `=`", "="),
        (
            "[stages.head",
            "[stages.head",
            "this table's name has no closing bracket",
            "[stages.head]",
        ),
        ("just", "just", "a line is `key = value` or `[table]`", None),
        ("a = [1, 2\nb = 3", "[", "is not closed", None),
        ("a = [1 2]", "2", "a comma or `]` is missing", None),
        ("a = { x = 1 y = 2 }", "y", "a comma or `}` is missing", None),
        ('a = """x\nb = 1', '"""', "is not closed", None),
        ("a = 1 2", "2", "this is not TOML", None),
        ("\r\n\r\na = 1\r\nb = tr", "tr", "a text stands in quotes", '"tr"'),
        ("\ufeffa = True", "True", "truth values are written small", "true"),
    ],
)
def test_a_slip_is_named_where_it_stands(
    text: str, place: str, message: str, mend: str | None
) -> None:
    tree, found = parse_tree(SourceText("x.toml", text))
    assert tree is None
    assert [diagnostic.rule.code for diagnostic in found] == ["GN101"]
    assert message in found[0].message
    assert found[0].primary is not None
    assert found[0].primary.span.text == place
    edits = [edit for fix in found[0].fixes for edit in fix.edits]
    assert [edit.replacement for edit in edits] == ([] if mend is None else [mend])


@pytest.mark.parametrize("text", ["a = True", "a = emb", "a = 007", "b: 3", "[t"])
def test_a_slip_whose_mend_can_be_applied_is_mended_by_it(text: str) -> None:
    _, found = parse_tree(SourceText("x.toml", text))
    (edit,) = (edit for fix in found[0].fixes for edit in fix.edits)
    assert is_toml(text[: edit.span.start] + edit.replacement + text[edit.span.end :])
