"""Merges trees: tables key by key, while lists and scalars are replaced."""

from __future__ import annotations

from graphnet.spec.tree import Entry, Table
from graphnet.values import evolve


def merge_tables(base: Table, overlay: Table) -> Table:
    """The base with what the overlay says; each value keeps the place it came from."""
    entries = {entry.key: entry for entry in base.entries}
    for entry in overlay.entries:
        known = entries.get(entry.key)
        entries[entry.key] = entry if known is None else _merge_entry(known, entry)
    return Table(tuple(entries.values()), base.at)


def without(table: Table, key: str) -> Table:
    """The table without a key."""
    return evolve(table, entries=tuple(entry for entry in table.entries if entry.key != key))


def _merge_entry(base: Entry, overlay: Entry) -> Entry:
    match base.value, overlay.value:
        case Table() as below, Table() as above:
            return evolve(base, value=merge_tables(below, above))
        case _:
            return overlay
