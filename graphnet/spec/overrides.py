"""Applies `--set path.key=value` to a tree, for keys that the spec or the format has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.diagnostics.near import close_matches
from graphnet.spec.keys import TableKeys, format_keys
from graphnet.spec.merge import merge_tables
from graphnet.spec.origins import places
from graphnet.spec.parse import parse_tree
from graphnet.spec.rules.override_refused import not_an_assignment, unknown_path
from graphnet.spec.tree import Entry, Table, Tree
from graphnet.text import SourceText

_SOURCE = "--set"
_BARE_VALUE = re.compile(r"(?P<key>[\w.\-]+)\s*=\s*(?P<value>[^\s\"'\[{=]+)", re.ASCII)
_FEW = 3


def override(tree: Table, texts: Sequence[str]) -> tuple[Table, Diagnostics]:
    """The tree with each override applied in order; one that is refused is left out."""
    found: list[Diagnostic] = []
    for text in texts:
        overlay, problems = _parse(SourceText(_SOURCE, text))
        if overlay is not None:
            problems = _unknown(tree, overlay)
        if overlay is not None and not problems:
            tree = merge_tables(tree, overlay)
        found += problems
    return tree, tuple(found)


def _parse(text: SourceText) -> tuple[Table | None, Diagnostics]:
    """The override as a tree of its own; it is one statement of TOML."""
    overlay, problems = parse_tree(text)
    if overlay is None or problems:
        return None, (not_an_assignment(text, _advice(text.text)),)
    if not _is_one_statement(overlay):
        advice = "write one `key=value`, and `--set` again for another"
        return None, (not_an_assignment(text, advice),)
    return overlay, ()


def _is_one_statement(overlay: Table) -> bool:
    """Whether the tables that lead to the value come from one dotted key."""
    tree: Tree = overlay
    while isinstance(tree, Table) and not tree.at.text.startswith("{"):
        if len(tree.entries) != 1 or tree.at.text.startswith("["):
            return False
        tree = tree.entries[0].value
    return True


def _advice(text: str) -> str:
    match = _BARE_VALUE.fullmatch(text.strip())
    if match is None:
        return "write for example `--set train.updates=100`"
    return f"a text keeps its quotes: `--set '{match['key']}=\"{match['value']}\"'`"


def _unknown(tree: Table, overlay: Table) -> Diagnostics:
    """The keys of an override that neither the tree nor the format has."""
    strangers = tuple(_strangers(tree, overlay, format_keys(), ""))
    known = _known_paths(tree) if strangers else ()
    return tuple(
        unknown_path(path, entry.key_at, _guesses(path, known)) for path, entry in strangers
    )


def _strangers(
    tree: Table | None, overlay: Table, keys: TableKeys, path: str
) -> Iterator[tuple[str, Entry]]:
    for entry in overlay.entries:
        name = f"{path}{entry.key}"
        known = tree.find(entry.key) if tree else None
        match keys.named.get(entry.key, keys.others if known else None), entry.value:
            case None, value:
                yield ".".join((name, *_leading(value))), entry
            case TableKeys() as inner, Table() as table:
                below = known.value if known and isinstance(known.value, Table) else None
                yield from _strangers(below, table, inner, f"{name}.")
            case _:
                pass  # whether the value fits is for those who read it


def _leading(tree: Tree) -> Iterator[str]:
    """The rest of a dotted key, whose tables hold one key each."""
    while isinstance(tree, Table) and len(tree.entries) == 1:
        yield tree.entries[0].key
        tree = tree.entries[0].value


def _known_paths(tree: Table) -> tuple[str, ...]:
    """Every dotted path that could be set."""
    return tuple(dict.fromkeys((*places(tree), *_format_paths(tree, format_keys(), ""))))


def _format_paths(tree: Table | None, keys: TableKeys, path: str) -> Iterator[str]:
    others = [] if tree is None or keys.others is None else [entry.key for entry in tree.entries]
    for key in dict.fromkeys((*keys.named, *others)):
        held = keys.named.get(key, keys.others)
        known = tree.find(key) if tree else None
        yield f"{path}{key}"
        if isinstance(held, TableKeys):
            below = known.value if known and isinstance(known.value, Table) else None
            yield from _format_paths(below, held, f"{path}{key}.")


def _guesses(path: str, known: Sequence[str]) -> tuple[str, ...]:
    """Known paths with the same last name; else those most like the whole path or its name."""
    leaf = path.rpartition(".")[2]
    by_leaf: dict[str, list[str]] = {}
    for candidate in known:
        by_leaf.setdefault(candidate.rpartition(".")[2], []).append(candidate)
    if leaf in by_leaf:
        near = close_matches(path, by_leaf[leaf], n=_FEW, cutoff=0.0)
        return tuple(near)
    whole = close_matches(path, known, n=1, cutoff=0.8)
    leaves = close_matches(leaf, by_leaf, n=1)
    return tuple(whole) or tuple(name for near in leaves for name in by_leaf[near][:_FEW])
