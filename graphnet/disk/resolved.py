"""A spec's merged tree as TOML again, and the keys in which two such trees differ."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping

from graphnet.spec.tree import Array, Scalar, Table, Tree
from graphnet.text import Span
from graphnet.values import frozen


def render_toml(tree: Table) -> str:
    """The tree as TOML text: what `extends` and `--set` made of a spec, in one file."""
    return "\n".join(_tables(tree, ())) + "\n"


def _tables(table: Table, path: tuple[str, ...]) -> Iterator[str]:
    inner = [(e.key, e.value) for e in table.entries if isinstance(e.value, Table)]
    plain = [(e.key, e.value) for e in table.entries if not isinstance(e.value, Table)]
    if path and (plain or not inner):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in plain:
        yield f"{_key(key)} = {_value(value)}"
    for key, under in inner:
        yield from _tables(under, (*path, key))


def _key(key: str) -> str:
    bare = key and all(char.isascii() and (char.isalnum() or char in "-_") for char in key)
    return key if bare else _string(key)


def _value(tree: Tree) -> str:
    match tree:
        case Scalar(value):
            return render_value(value)
        case Array(items):
            return f"[{', '.join(map(_value, items))}]"
        case Table(entries):
            return f"{{ {', '.join(f'{_key(e.key)} = {_value(e.value)}' for e in entries)} }}"


def render_value(value: object) -> str:
    """A string, number, truth value or date as TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case float() if not math.isfinite(value):
            return str(value)
        case int() | float():
            return repr(value)
        case _:  # dates and times
            return str(value)


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@frozen
class Leaf:
    """A value of a spec as TOML text, and where it was written."""

    text: str
    at: Span


def leaves(tree: Table, path: str = "") -> Mapping[str, Leaf]:
    """Every value of a tree that is not a table, by its dotted path."""
    found: dict[str, Leaf] = {}
    for entry in tree.entries:
        name = f"{path}{entry.key}"
        match entry.value:
            case Table() as table:
                found |= leaves(table, f"{name}.")
            case value:
                found[name] = Leaf(_value(value), value.at)
    return found
