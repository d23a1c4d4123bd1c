"""Tells where each value of a merged spec came from: which file and line, or the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphnet.spec.tree import Array, Table
from graphnet.text import Span


def places(tree: Table) -> Mapping[str, Span]:
    """The place of every value, tables among them, by its dotted path."""
    return dict(_walk(tree, ""))


def item_places(tree: Table, path: str) -> tuple[Span, ...]:
    """The place of each item of the list at a dotted path; empty where no list is there."""
    *tables, key = path.split(".")
    for name in tables:
        entry = tree.find(name)
        if entry is None or not isinstance(entry.value, Table):
            return ()
        tree = entry.value
    last = tree.find(key)
    if last is None or not isinstance(last.value, Array):
        return ()
    return tuple(item.at for item in last.value.items)


def origins(tree: Table) -> Mapping[str, str]:
    """Where every value that is no table came from, in words: `specs/x.toml:12`, `--set`."""
    return {path: render_origin(at) for path, at in _walk(tree, "", with_tables=False)}


def origin(tree: Table, path: str) -> str | None:
    """Where the value at a dotted path came from, in words; None where there is none."""
    at = places(tree).get(path)
    return None if at is None else render_origin(at)


def render_origin(at: Span) -> str:
    """A place in words: the file and the line, or the option of the command line."""
    path = at.source.path
    return path if path.startswith("--") else f"{path}:{at.position[0]}"


def _walk(table: Table, path: str, *, with_tables: bool = True) -> Iterator[tuple[str, Span]]:
    for entry in table.entries:
        name = f"{path}{entry.key}"
        if with_tables or not isinstance(entry.value, Table):
            yield name, entry.value.at
        if isinstance(entry.value, Table):
            yield from _walk(entry.value, f"{name}.", with_tables=with_tables)
