"""Keys that a table does not have: what they were once, and what they are likely meant to be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from graphnet.diagnostics import Diagnostic
from graphnet.spec.guess import closest
from graphnet.spec.retired import NOTHING_RETIRED, Renamed, Retired
from graphnet.spec.rules.unknown_key import (
    many_unknown,
    misplaced_key,
    retired_key,
    unknown_key,
)
from graphnet.spec.tree import Entry, Table
from graphnet.values import frozen


@frozen
class KeyHints:
    """What is known of keys that a table does not have.

    `retired` are keys of earlier versions, `elsewhere` gives the tables that have such a key, and
    `advice` a sentence where more can be said than that.
    """

    retired: Retired = NOTHING_RETIRED
    elsewhere: Callable[[str], Sequence[str]] = lambda _: ()
    advice: Callable[[str], str] = lambda _: ""


NO_HINTS = KeyHints()

MOST = 200
"""How many keys of one table are refused one by one; a table of more is no misspelt table."""


def strangers(
    unknown: Sequence[Entry],
    table: Table,
    known: Collection[str],
    holder: str,
    hints: KeyHints = NO_HINTS,
) -> Iterator[Diagnostic]:
    """Refuse keys of a table, very many of them together."""
    for entry in unknown[:MOST]:
        yield stranger(entry, table, known, holder, hints)
    if len(unknown) > MOST:
        yield many_unknown(len(unknown) - MOST, holder, unknown[MOST].key_at)


def stranger(
    entry: Entry, table: Table, known: Collection[str], holder: str, hints: KeyHints
) -> Diagnostic:
    """Refuse a key; `holder` names its table in words."""
    instead = hints.retired.get(entry.key)
    if instead is None and (advice := hints.advice(entry.key)):
        return misplaced_key(entry.key, entry.key_at, holder, advice)
    if instead is None:
        return unknown_key(entry.key, entry.key_at, holder, known, hints.elsewhere(entry.key))
    is_free = isinstance(instead, Renamed) and table.find(instead.to) is None
    return retired_key(entry.key, entry.key_at, holder, instead, is_free=is_free)


def meant_by(key: str, known: Collection[str], retired: Retired) -> str | None:
    """The key that is likely meant: the new name of a retired one, or the closest."""
    match retired.get(key):
        case Renamed(to=to):
            return to
        case None:
            return closest(key, known)
    return None
