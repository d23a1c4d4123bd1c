"""Reads references between stages: inputs, ties, outputs."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.diagnostics import Diagnostics
from graphnet.spec.findings import Findings
from graphnet.spec.read_values import Text, read_text
from graphnet.spec.rules.wrong_value import wrong_value
from graphnet.spec.spec import TieSpec, WireSpec
from graphnet.spec.tree import Array, Entry, Table, Tree
from graphnet.values import evolve

_TAKES = '`"stage"` or `"stage.port"`'
_MAIN = "main"
MOST_PARTS = 2  # a port, and a field of its record

Inputs = tuple[tuple[str, WireSpec], ...]


def read_wire(key: str, tree: Tree) -> tuple[WireSpec | None, Diagnostics]:
    """A reference `stage`, `stage.port`, or a field of the port: `stage.port.field`."""
    text, found = read_text(key, tree, _TAKES)
    if text is None:
        return None, found
    wire = _wire(text)
    return (wire, ()) if wire is not None else (None, (wrong_value(key, _TAKES, tree),))


def _wire(text: Text) -> WireSpec | None:
    stage, *port = text.value.split(".")
    is_whole = bool(stage) and all(port) and len(port) <= MOST_PARTS
    return WireSpec(stage, ".".join(port) or None, text.at) if is_whole else None


def read_wires(key: str, tree: Tree) -> tuple[tuple[WireSpec, ...], Diagnostics]:
    """A list of references."""
    if not isinstance(tree, Array):
        return (), (wrong_value(key, f"a list of {_TAKES}", tree),)
    found = Findings()
    wires = [found.take(read_wire(f"{key}[{i}]", item)) for i, item in enumerate(tree.items)]
    return tuple(wire for wire in wires if wire is not None), found.all


def read_inputs(key: str, tree: Tree) -> tuple[Inputs, Diagnostics]:
    """What feeds a stage: one reference for its main port, or a table of ports."""
    found = Findings()
    match tree:
        case Table(entries):
            wires = [(e.key, found.take(_named_wire(key, e))) for e in entries]
        case Array():
            fix = 'name the ports: `input = { main = "stage", other = "stage.port" }`'
            return (), (wrong_value(key, f"{_TAKES}, or a table of ports", tree, fix),)
        case _:
            wires = [(_MAIN, found.take(read_wire(key, tree)))]
    return tuple((port, wire) for port, wire in wires if wire is not None), found.all


def _named_wire(key: str, entry: Entry) -> tuple[WireSpec | None, Diagnostics]:
    wire, found = read_wire(f"{key}.{entry.key}", entry.value)
    return None if wire is None else evolve(wire, key_at=entry.key_at), found


def read_ties(key: str, tree: Tree) -> tuple[tuple[TieSpec, ...], Diagnostics]:
    """Parameters that are another stage's: `{ weight = "encoder.weight" }`."""
    if not isinstance(tree, Table):
        takes = 'a table such as `{ weight = "encoder.weight" }`'
        return (), (wrong_value(key, takes, tree),)
    found = Findings()
    ties: list[TieSpec] = []
    for entry in _flat(tree):
        takes = '`"stage.parameter"`'
        text = found.take(read_text(f"{key}.{entry.key}", entry.value, takes))
        if text is not None and not _is_parameter(text.value):
            found.add(wrong_value(f"{key}.{entry.key}", takes, entry.value))
        elif text is not None:
            ties.append(TieSpec(entry.key, text.value, text.at))
    return tuple(ties), found.all


def _is_parameter(target: str) -> bool:
    parts = target.split(".")
    return len(parts) > 1 and all(parts)


def _flat(table: Table) -> Iterator[Entry]:
    """Entries whose values are no tables, under dotted keys: a parameter's name may have dots."""
    for entry in table.entries:
        if isinstance(entry.value, Table):
            yield from (evolve(e, key=f"{entry.key}.{e.key}") for e in _flat(entry.value))
        else:
            yield entry
