"""Specs for tests of the spec room, and what was found wrong with them in a short form."""

from __future__ import annotations

from graphnet.diagnostics import Diagnostics
from graphnet.spec.load import spec_from_text
from graphnet.spec.parse import parse_tree
from graphnet.spec.spec import Spec
from graphnet.spec.tree import Table
from graphnet.text import SourceText

HEAD = 'format = 1\nname = "small"\n'
SOURCE = '[source]\nuse = "audio.files"\n'


def tree_of(text: str, path: str = "x.toml") -> Table:
    """The tree of a text that is good TOML."""
    tree, found = parse_tree(SourceText(path, text))
    assert tree is not None
    assert found == ()
    return tree


def spec_of(text: str) -> Spec:
    """The spec of tables that have nothing wrong; what every spec needs is put around them."""
    spec, found = read(text)
    assert found == []
    return spec


def read(text: str) -> tuple[Spec, list[tuple[str, str]]]:
    """The spec of tables, and each problem's code and place."""
    spec, found = spec_from_text(SourceText("x.toml", HEAD + _with_source(text)))
    assert spec is not None
    return spec, briefly(found)


def _with_source(text: str) -> str:
    return text if "[source" in text else text + "\n" + SOURCE


def briefly(found: Diagnostics) -> list[tuple[str, str]]:
    """Each diagnostic's code and the text it points at."""
    return [(d.rule.code, d.primary.span.text if d.primary else "") for d in found]


def mends(found: Diagnostics) -> list[str]:
    """What each diagnostic says to do."""
    return [fix.text for diagnostic in found for fix in diagnostic.fixes]
