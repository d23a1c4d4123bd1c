"""A spec file as a tree in which every key and value knows its place."""

from __future__ import annotations

from graphnet.text import Excerpt, Span
from graphnet.values import frozen


@frozen
class Scalar:
    """A string, number, truth value or date; strings also know the place of each character."""

    value: object
    at: Span
    excerpt: Excerpt | None = None


@frozen
class Array:
    """Values in order."""

    items: tuple[Tree, ...]
    at: Span


@frozen
class Entry:
    """A key and its value."""

    key: str
    key_at: Span
    value: Tree


@frozen
class Table:
    """Keys in the order they were written; `at` is the header or the inline table."""

    entries: tuple[Entry, ...]
    at: Span

    def find(self, key: str) -> Entry | None:
        """The entry of a key, or None."""
        return next((entry for entry in self.entries if entry.key == key), None)


Tree = Scalar | Array | Table
