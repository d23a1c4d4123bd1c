"""Keys that earlier versions had: a closed list, so that a misspelt key is never called retired."""

from __future__ import annotations

from collections.abc import Mapping

from graphnet.values import frozen


@frozen
class Renamed:
    """A key that has another name now; `note` says what else a writer must know."""

    to: str
    note: str = ""


Retired = Mapping[str, str | Renamed]
"""Keys of earlier versions: what to do instead, or the new name."""

NOTHING_RETIRED: Retired = {}

KEYS: dict[str, Retired] = {}
"""Retired keys of the format by their table: `train`, `train.optimizer`, `stages`; the spec is ``.

Format 1 is the first, so there are none. A key that leaves the format is entered here.
"""

_NAMED = frozenset({"stages", "metrics"})
"""Tables whose tables have names of their own."""


def retired_keys(table: str, keys: Mapping[str, Retired] = KEYS) -> Retired:
    """The retired keys of a table; `stages.head` and its like are told by their first word."""
    first = table.partition(".")[0]
    return keys.get(first if first in _NAMED else table, NOTHING_RETIRED)
