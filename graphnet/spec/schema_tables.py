"""An attrs class as the JSON Schema of the table that is read into it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from enum import Enum

import attrs

from graphnet.diagnostics.render_json import Json
from graphnet.spec.schema_limits import limited
from graphnet.spec.schema_values import Schema, of_type

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`])")


def table_schema(cls: type, *, takes_formulas: bool = False) -> Schema:
    """The table of a class: its keys and nothing else, each with its type, limits and default.

    With `takes_formulas` whole numbers may be formulas over sizes, as options may.
    """
    fields = _fields(cls)
    if fields is None:
        return {"type": "object"}
    text = described(cls)
    properties: dict[str, Json] = {
        field.name: _key(field, text, takes_formulas=takes_formulas) for field in fields
    }
    schema: Schema = {"type": "object", "description": text} if text else {"type": "object"}
    schema |= {"properties": properties, "additionalProperties": False}
    required = [field.name for field in fields if field.default is attrs.NOTHING]
    return {**schema, "required": required} if required else schema


def described(cls: type) -> str:
    """What a class's docstring says, as one paragraph."""
    return " ".join((inspect.getdoc(cls) or "").split())


def _fields(cls: type) -> tuple[attrs.Attribute[object], ...] | None:
    """The fields with their types worked out; None for a class whose types cannot be."""
    try:
        return tuple(attrs.fields(attrs.resolve_types(cls)))
    except (NameError, TypeError, AttributeError):  # a stranger's class
        return None


def _key(field: attrs.Attribute[object], text: str, *, takes_formulas: bool) -> Schema:
    def of_table(cls: type) -> Schema:
        return table_schema(cls, takes_formulas=takes_formulas)

    schema = of_type(field.type, of_table, takes_formulas=takes_formulas)
    schema = limited(schema, field.validator)
    said = _said_of(field.name, text)
    if said:
        schema = {"description": said, **schema}
    default = _as_json(field.default)
    return schema if default is None else {**schema, "default": default}


def _said_of(name: str, text: str) -> str:
    """The sentences of a class's docstring that name a key."""
    sentences = _SENTENCE_END.split(text)
    return " ".join(sentence for sentence in sentences if f"`{name}`" in sentence)


def _as_json(value: object) -> Json:
    """A default as TOML would have it; None where there is none to show."""
    match value:
        case attrs.NOTHING:
            return None
        case Enum(value=inner):
            return _as_json(inner)
        case bool() | int() | float() | str():
            return value
        case tuple() | list():
            items = [_as_json(item) for item in value]
            return None if None in items else items
        case Mapping() if all(isinstance(key, str) for key in value):
            return {str(key): _as_json(item) for key, item in value.items()}
        case _:
            return None
