"""A table that is being read key by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graphnet.diagnostics import Diagnostics
from graphnet.spec.findings import Findings
from graphnet.spec.rules.missing_key import missing_key
from graphnet.spec.tree import Table, Tree
from graphnet.values import frozen

T = TypeVar("T")
Reader = Callable[[str, Tree], tuple[T, Diagnostics]]


@frozen
class Part:
    """A table, its dotted key (empty for the spec itself), and what is found while reading."""

    key: str
    table: Table
    found: Findings

    def read(self, name: str, reader: Reader[T], absent: T) -> T:
        """What a reader makes of a key's value, or `absent` where the key is not written."""
        entry = self.table.find(name)
        if entry is None:
            return absent
        return self.found.take(reader(f"{self.key}.{name}" if self.key else name, entry.value))

    def require(self, name: str, example: str) -> None:
        """Refuse the table if it lacks a key."""
        if self.table.find(name) is None:
            holder = f"`[{self.key}]`" if self.key else "the spec"
            self.found.add(missing_key(name, holder, self.table.at, example))
