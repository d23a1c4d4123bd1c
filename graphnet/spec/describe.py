"""Words for values of a spec and for the types its keys take."""

from __future__ import annotations

import types
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Literal, NewType, Union, get_args, get_origin

import attrs

from graphnet.spec.byte_count import Bytes
from graphnet.spec.tree import Array, Scalar, Table, Tree

_LONGEST = 40
_WORDS: Mapping[object, str] = {
    int: "a whole number",
    float: "a number",
    bool: "`true` or `false`",
    str: "a text in quotes",
    Bytes: 'a number of bytes such as `"24GiB"`',
}

_PLURALS: Mapping[object, str] = {int: "whole numbers", float: "numbers", str: "texts in quotes"}


def describe_value(tree: Tree) -> str:
    """What stands there: ``the text `"a"` ``, a list, a table."""
    match tree:
        case Table():
            return "a table"
        case Array(items):
            return f"a list of {len(items)}" if items else "an empty list"
        case Scalar(value=str()):
            return f"the text `{_short(tree.at.text)}`"
        case Scalar():
            return f"`{_short(tree.at.text)}`"


def _short(text: str) -> str:
    line = " ".join(text.split()).replace("`", "'")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def describe_type(kind: object) -> str:
    """What a key of this type takes."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _WORDS:
        return _WORDS[kind]
    if isinstance(kind, NewType):
        return describe_type(kind.__supertype__)
    if choices := choices_of(kind):
        listed = ", ".join(f"`{choice}`" for choice in choices)
        return f"one of {listed}" if len(choices) > 1 else listed
    if origin in (Union, types.UnionType):
        kinds = [argument for argument in arguments if argument is not types.NoneType]
        return " or ".join(dict.fromkeys(map(describe_type, kinds)))
    if origin is Annotated:
        return describe_type(arguments[0])
    return _describe_many(kind, origin, arguments)


def _describe_many(kind: object, origin: object, arguments: tuple[object, ...]) -> str:
    if isinstance(kind, type) and attrs.has(kind):
        return "a table"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"a table of {_plural(arguments[1])}"
    if isinstance(origin, type) and issubclass(origin, tuple | list) and arguments:
        is_counted = origin is tuple and arguments[-1] is not Ellipsis
        count = f"{len(arguments)} " if is_counted else ""
        return f"a list of {count}{_plural(arguments[0])}"
    return "another kind of value"


def _plural(kind: object) -> str:
    return _PLURALS.get(kind, f"values, each {describe_type(kind)}")


def choices_of(kind: object) -> tuple[str, ...]:
    """What a Literal or an Enum allows, as people write it in a spec."""
    if get_origin(kind) is Literal:
        return tuple(spell(choice) for choice in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(spell(member.value) for member in kind)
    return ()


def spell(value: object) -> str:
    """A choice as it is written in TOML."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case _:
            return str(value)
