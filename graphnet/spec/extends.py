"""Follows `extends` from a spec to its bases, and merges them from the furthest on."""

from __future__ import annotations

import os.path
from pathlib import Path

from graphnet.diagnostics import Diagnostics
from graphnet.spec.files import NO_DRAFTS, Drafts, Unreadable, read_file
from graphnet.spec.merge import merge_tables, without
from graphnet.spec.parse import parse_tree
from graphnet.spec.read_values import Text, read_text
from graphnet.spec.rules.base_not_found import base_not_found, extends_in_a_ring, extends_too_long
from graphnet.spec.tree import Table
from graphnet.text import SourceText
from graphnet.values import evolve

_LONGEST = 32
_KEY = "extends"


def extend(tree: Table, path: str, drafts: Drafts = NO_DRAFTS) -> tuple[Table | None, Diagnostics]:
    """The tree of the file at `path` on top of everything it extends; None without a base."""
    found: Diagnostics = ()
    trees = [tree]
    chain = [path]
    while (entry := trees[-1].find(_KEY)) is not None:
        text, problems = read_text(_KEY, entry.value, "the path of a spec in quotes")
        if text is None:
            return None, problems
        if len(chain) >= _LONGEST:
            return None, (extends_too_long(_LONGEST, text.at),)
        base, problems = _base(text, chain, drafts)
        found += problems
        if base is None:
            return None, found
        trees.append(base)
    merged = trees.pop()
    while trees:
        merged = merge_tables(merged, without(trees.pop(), _KEY))
    return evolve(merged, at=tree.at), found


def _base(named: Text, chain: list[str], drafts: Drafts) -> tuple[Table | None, Diagnostics]:
    """The tree of one base, whose path joins the chain."""
    if "\0" in named.value:
        return None, (base_not_found(named.value, "is no path", named.at),)
    path = os.path.normpath(Path(chain[-1]).parent / named.value)
    known = [os.path.realpath(other) for other in chain]
    if os.path.realpath(path) in known:
        ring = chain[known.index(os.path.realpath(path)) :]
        names = tuple(Path(name).name for name in (*ring, ring[0]))
        return None, (extends_in_a_ring(names, named.at),)
    match read_file(path, drafts):
        case Unreadable(why=why):
            return None, (base_not_found(named.value, why, named.at),)
        case SourceText() as text:
            chain.append(path)
            return parse_tree(text)
