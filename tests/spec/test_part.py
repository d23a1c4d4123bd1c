"""A table is read key by key, under its full name."""

from __future__ import annotations

from graphnet.spec.findings import Findings
from graphnet.spec.part import Part
from graphnet.spec.read_values import read_text
from tests.spec.reading import tree_of


def test_what_is_absent_is_what_the_caller_says_and_what_is_found_is_kept() -> None:
    found = Findings()
    part = Part("train", tree_of("a = 1"), found)
    assert part.read("b", read_text, None) is None
    assert part.read("a", read_text, None) is None
    part.require("b", "b = 1")
    assert [diagnostic.message for diagnostic in found.all] == [
        "`train.a` takes a text in quotes, but finds `1`",
        "`[train]` lacks `b`",
    ]
