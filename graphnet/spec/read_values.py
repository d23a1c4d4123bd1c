"""Reads single values of a spec's tree: texts, lists of texts, tables with known keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.spec.keys import holders_of
from graphnet.spec.retired import NOTHING_RETIRED, Retired
from graphnet.spec.rules.unknown_key import many_unknown
from graphnet.spec.rules.wrong_value import wrong_value
from graphnet.spec.strangers import MOST, KeyHints, meant_by, stranger
from graphnet.spec.tree import Array, Entry, Scalar, Table, Tree
from graphnet.text import Excerpt, Span
from graphnet.values import evolve, frozen

_TOO_MANY = 4


@frozen
class Text:
    """A text of a spec: its characters with their places, and the whole with its quotes."""

    excerpt: Excerpt
    at: Span

    @property
    def value(self) -> str:
        """The characters."""
        return self.excerpt.value


def read_text(key: str, tree: Tree, takes: str = "") -> tuple[Text | None, Diagnostics]:
    """A text; `takes` says in words what the key asks for."""
    match tree:
        case Scalar(excerpt=Excerpt() as excerpt, at=at):
            return Text(excerpt, at), ()
    return None, (wrong_value(key, takes or "a text in quotes", tree),)


def read_texts(key: str, tree: Tree) -> tuple[tuple[Text, ...], Diagnostics]:
    """A list of texts; those that are none are left out."""
    if not isinstance(tree, Array):
        return (), (wrong_value(key, "a list of texts in quotes", tree),)
    texts: list[Text] = []
    found: list[Diagnostic] = []
    for index, item in enumerate(tree.items):
        text, problems = read_text(f"{key}[{index}]", item)
        texts += [] if text is None else [text]
        found += problems
    return tuple(texts), tuple(found)


def read_table(key: str, tree: Tree) -> tuple[Table | None, Diagnostics]:
    """A table of any keys."""
    return (tree, ()) if isinstance(tree, Table) else (None, (wrong_value(key, "a table", tree),))


@frozen
class Closed:
    """A table that holds known keys only; `is_whole` says that nothing had to be left out."""

    table: Table
    is_whole: bool


def close(
    table: Table,
    known: Collection[str],
    holder: str,
    otherwise: Sequence[str] = (),
    retired: Retired = NOTHING_RETIRED,
) -> tuple[Closed, Diagnostics]:
    """Refuse unknown keys; a misspelt or renamed one is read as what it was meant to be.

    `holder` names the table in words. `otherwise` are the tables to point to for a key that no
    table of the format knows.
    """
    written = {entry.key for entry in table.entries}
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    rest: list[Entry] = []
    for entry in table.entries:
        if entry.key in known:
            entries.append(entry)
            continue
        if len(found) >= MOST:
            rest.append(entry)
            continue
        elsewhere = () if entry.key in retired else elsewhere_of(entry.key)
        guess = meant_by(entry.key, known, retired)
        if not elsewhere and guess is not None and guess not in written:
            entries.append(evolve(entry, key=guess))
            written.add(guess)
        tables = elsewhere or (() if guess else otherwise)
        hints = KeyHints(retired, partial(_always, tables))
        found.append(stranger(entry, table, known, holder, hints))
    if rest:
        found.append(many_unknown(len(rest), holder, rest[0].key_at))
    is_whole = len(entries) == len(table.entries)
    return Closed(Table(tuple(entries), table.at), is_whole), tuple(found)


def _always(tables: Sequence[str], _: str) -> Sequence[str]:
    return tables


def elsewhere_of(key: str) -> tuple[str, ...]:
    """The tables of the format that have this key, unless it is one that many have."""
    holders = tuple(holders_of(key))
    return holders if len(holders) < _TOO_MANY else ()
