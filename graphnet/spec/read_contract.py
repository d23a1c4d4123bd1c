"""Reads a contract written in a spec, as a text or as a table of ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from graphnet.contract.parser import parse_contract, parse_contract_table, parse_effect, parse_where
from graphnet.contract.syntax import Contract, Effect, Where
from graphnet.diagnostics import Diagnostics
from graphnet.spec.findings import Findings
from graphnet.spec.read_values import Text, close, read_text, read_texts
from graphnet.spec.rules.wrong_value import wrong_value
from graphnet.spec.tree import Array, Entry, Table, Tree
from graphnet.text import Excerpt
from graphnet.values import evolve

N = TypeVar("N")
_BESIDE_PORTS = ("where", "effects")
_KEYS = ("in", "out", *_BESIDE_PORTS)
_TAKES = 'a contract such as `"(B, L, n) -> (B, L, m)"`, or a table with `in.NAME` and `out.NAME`'


def read_contract(key: str, tree: Tree) -> tuple[Contract | None, Diagnostics]:
    """The contract of a stage, the source or the objective."""
    if isinstance(tree, Table):
        return _read_table(key, tree)
    text, found = read_text(key, tree, _TAKES)
    return parse_contract(text.excerpt) if text is not None else (None, found)


def _read_table(key: str, tree: Table) -> tuple[Contract | None, Diagnostics]:
    found = Findings()
    table = found.take(close(tree, _KEYS, f"`[{key}]`")).table
    ports = found.take(_ports(key, table))
    where = found.take(_where(key, table))
    effects = found.take(_effects(key, table))
    if not (ports or where or effects or found.all):
        found.add(wrong_value(key, _TAKES, tree))
    if found.all:
        return None, found.all
    contract = found.take(parse_contract_table(ports))
    if contract is None:
        return None, found.all
    return evolve(contract, where=where, effects=effects, at=tree.at), found.all


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
        if side.key in _BESIDE_PORTS:
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


def _effects(key: str, table: Table) -> tuple[tuple[Effect, ...], Diagnostics]:
    """Promises about time: a list of texts, or one text."""
    entry = table.find("effects")
    if entry is None:
        return (), ()
    return _read_all(f"{key}.effects", entry.value, "a list of effects in quotes", parse_effect)


def read_where(key: str, tree: Tree) -> tuple[tuple[Where, ...], Diagnostics]:
    """Constraints: a list of texts, or one text."""
    return _read_all(key, tree, "a list of constraints in quotes", parse_where)


def _read_all(
    key: str, tree: Tree, takes: str, parse: Callable[[Excerpt], tuple[N | None, Diagnostics]]
) -> tuple[tuple[N, ...], Diagnostics]:
    found = Findings()
    if isinstance(tree, Array):
        texts: tuple[Text | None, ...] = found.take(read_texts(key, tree))
    else:
        texts = (found.take(read_text(key, tree, takes)),)
    parsed = [found.take(parse(text.excerpt)) for text in texts if text is not None]
    return tuple(node for node in parsed if node is not None), found.all
