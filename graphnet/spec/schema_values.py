"""What an editor may say of one value: the type of a key and its validator as JSON Schema."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Annotated, Literal, NewType, Union, get_args, get_origin

import attrs

from graphnet.diagnostics.render_json import Json
from graphnet.spec.byte_count import PATTERN, Bytes

Schema = dict[str, Json]
OfTable = Callable[[type], Schema]

FORMULA = ["integer", "string"]
"""The types of a whole number that may also be a formula over sizes."""

_PLAIN: Mapping[object, str] = {bool: "boolean", float: "number", str: "string"}
_NUMBERS = frozenset({"integer", "number"})


def of_type(kind: object, of_table: OfTable, *, takes_formulas: bool = False) -> Schema:
    """The schema of a type; `of_table` gives that of an attrs class.

    With `takes_formulas` a whole number may also be written as a formula over sizes.
    """

    def inner(part: object) -> Schema:
        return of_type(part, of_table, takes_formulas=takes_formulas)

    known = _of_scalar(kind, takes_formulas=takes_formulas)
    if known is not None:
        return known
    if isinstance(kind, NewType):
        return inner(kind.__supertype__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return inner(arguments[0])
    if origin in (Union, types.UnionType):
        return _union([inner(part) for part in arguments if part is not types.NoneType])
    if isinstance(kind, type) and attrs.has(kind):
        return of_table(kind)
    return _of_many(origin, arguments, inner)


def _of_scalar(kind: object, *, takes_formulas: bool) -> Schema | None:
    """The schema of a type that holds no other."""
    if kind is int:
        return {"type": FORMULA if takes_formulas else "integer"}
    if kind is Bytes:
        return {"type": FORMULA, "pattern": PATTERN}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    choices = _choices(kind)
    return {"enum": choices} if choices else None


def _choices(kind: object) -> list[Json]:
    """The members of a Literal or an Enum, where TOML can write them."""
    if get_origin(kind) is Literal:
        return [choice for choice in get_args(kind) if isinstance(choice, str | int)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [member.value for member in kind if isinstance(member.value, str | int)]
    return []


def _union(parts: Sequence[Schema]) -> Schema:
    return parts[0] if len(parts) == 1 else {"anyOf": list(parts)}


def _of_many(
    origin: object, arguments: Sequence[object], inner: Callable[[object], Schema]
) -> Schema:
    if not isinstance(origin, type) or not arguments:
        return {}
    if issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": inner(arguments[1])}
    if not issubclass(origin, Sequence):
        return {}
    every = [inner(part) for part in arguments if part is not Ellipsis]
    of_items: Json = every[0] if all(part == every[0] for part in every) else list(every)
    schema: Schema = {"type": "array", "items": of_items}
    if origin is tuple and arguments[-1] is not Ellipsis:
        schema |= {"minItems": len(arguments), "maxItems": len(arguments)}
    return schema
