"""Reads a contract written in a spec, as a text or as a table of ports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from graphnet.contract.parser import parse_contract, parse_contract_table, parse_where
from graphnet.contract.syntax import Contract, Where
from graphnet.diagnostics import Diagnostics
from graphnet.spec.findings import Findings
from graphnet.spec.read_values import Text, close, read_text, read_texts
from graphnet.spec.rules.wrong_value import wrong_value
from graphnet.spec.tree import Array, Entry, Table, Tree
from graphnet.text import Excerpt

_TAKES = 'a contract such as `"(B, L, n) -> (B, L, m)"`, or a table with `in.NAME` and `out.NAME`'


def read_contract(key: str, tree: Tree) -> tuple[Contract | None, Diagnostics]:
    """The contract of a stage, the source or the objective."""
    if isinstance(tree, Table):
        return _read_table(key, tree)
    text, found = read_text(key, tree, _TAKES)
    return parse_contract(text.excerpt) if text is not None else (None, found)


def _read_table(key: str, tree: Table) -> tuple[Contract | None, Diagnostics]:
    found = Findings()
    table = found.take(close(tree, ("in", "out", "where"), f"`[{key}]`")).table
    ports = found.take(_ports(key, table))
    where = found.take(_where(key, table))
    if not ports and not found.all:
        found.add(wrong_value(key, _TAKES, tree))
    if found.all:
        return None, found.all
    contract = found.take(parse_contract_table(ports))
    if contract is None:
        return None, found.all
    return evolve(contract, where=(*contract.where, *where), at=tree.at), found.all


def _ports(key: str, table: Table) -> tuple[Mapping[str, Excerpt], Diagnostics]:
    """Ports by `in.NAME` and `out.NAME`."""
    found = Findings()
    ports: dict[str, Excerpt] = {}
    for entry in _inner(table):
        text = found.take(read_text(f"{key}.{entry.key}", entry.value, "a port in quotes"))
        if text is not None:
            ports[entry.key] = text.excerpt
    return ports, found.all


def _inner(table: Table) -> Iterator[Entry]:
    """The entries of `in` and `out` under dotted keys; each by itself where it is no table."""
    for side in table.entries:
        if side.key == "where":
            continue
        if isinstance(side.value, Table):
            yield from (evolve(e, key=f"{side.key}.{e.key}") for e in side.value.entries)
        else:
            yield evolve(side, key=f"{side.key}.main")


def _where(key: str, table: Table) -> tuple[tuple[Where, ...], Diagnostics]:
    entry = table.find("where")
    if entry is None:
        return (), ()
    return read_where(f"{key}.where", entry.value)


def read_where(key: str, tree: Tree) -> tuple[tuple[Where, ...], Diagnostics]:
    """Constraints: a list of texts, or one text."""
    found = Findings()
    if isinstance(tree, Array):
        texts: tuple[Text | None, ...] = found.take(read_texts(key, tree))
    else:
        texts = (found.take(read_text(key, tree, "a list of constraints in quotes")),)
    parsed = [found.take(parse_where(text.excerpt)) for text in texts if text is not None]
    return tuple(where for where in parsed if where is not None), found.all
