"""What a validator asks of a value, as far as JSON Schema can say it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping

from attrs import validators

from graphnet.diagnostics.render_json import Json
from graphnet.spec.bounds import Within
from graphnet.spec.schema_values import Schema

_LIMITS: Mapping[object, str] = {
    operator.ge: "minimum",
    operator.gt: "exclusiveMinimum",
    operator.le: "maximum",
    operator.lt: "exclusiveMaximum",
}
_NUMBERS = frozenset({"integer", "number"})


def limited(schema: Schema, validator: object) -> Schema:
    """The schema with what a validator asks for; one that nobody knows asks for nothing here."""
    known = _BY_KIND.get(type(validator))
    return schema if known is None else known(schema, validator)


def _within(schema: Schema, validator: object) -> Schema:
    """Bounds on every number of a value, however deep it stands."""
    if not isinstance(validator, Within):
        return schema
    for part in ("items", "additionalProperties"):
        match schema.get(part):
            case dict() as inner:
                schema = {**schema, part: _within(dict(inner), validator)}
    limits: Schema = {}
    if validator.low is not None:
        limits["minimum" if validator.low_included else "exclusiveMinimum"] = validator.low
    if validator.high is not None:
        limits["maximum" if validator.high_included else "exclusiveMaximum"] = validator.high
    return _with_limits(schema, limits)


def _with_limits(schema: Schema, limits: Schema) -> Schema:
    """Limits hold where a number can stand; a text beside it is left alone by them."""
    match schema:
        case {"anyOf": list(parts)}:
            return {**schema, "anyOf": [_with_limits(part, limits) for part in parts]}
        case {"type": str(kind)} if kind in _NUMBERS:
            return schema | limits
        case {"type": list(kinds)} if _NUMBERS.intersection(kinds):
            return schema | limits
    return schema


def _compared(schema: Schema, validator: object) -> Schema:
    """`ge(1)` and its kin."""
    limit = _LIMITS.get(getattr(validator, "compare_func", None))
    bound: Json = getattr(validator, "bound", None)
    return _with_limits(schema, {limit: bound}) if limit and _is_number(bound) else schema


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _all(schema: Schema, validator: object) -> Schema:
    parts: Iterable[object] = getattr(validator, "_validators", ())
    for part in parts:
        schema = limited(schema, part)
    return schema


def _optional(schema: Schema, validator: object) -> Schema:
    return limited(schema, getattr(validator, "validator", None))


def _one_of(schema: Schema, validator: object) -> Schema:
    """`in_(...)`, where TOML can write every choice and none can be a formula instead."""
    choices: Iterable[object] = getattr(validator, "options", ())
    listed = [choice for choice in choices if isinstance(choice, str | int | float)]
    if not listed or "enum" in schema or isinstance(schema.get("type"), list):
        return schema
    return {**schema, "enum": listed}


def _items(schema: Schema, validator: object) -> Schema:
    match schema.get("items"):
        case dict() as inner:
            member = getattr(validator, "member_validator", None)
            return {**schema, "items": limited(dict(inner), member)}
    return schema


def _length(keyword: str, attribute: str) -> Callable[[Schema, object], Schema]:
    """What turns a bound on a length into the keyword for texts or for lists."""

    def bounded(schema: Schema, validator: object) -> Schema:
        bound: Json = getattr(validator, attribute, None)
        ending = {"string": "Length", "array": "Items"}.get(str(schema.get("type")))
        return {**schema, f"{keyword}{ending}": bound} if ending else schema

    return bounded


# attrs has no public names for the classes of its validators
_BY_KIND: Mapping[type, Callable[[Schema, object], Schema]] = {
    Within: _within,
    type(validators.ge(0)): _compared,
    type(validators.and_()): _all,
    type(validators.optional(validators.ge(0))): _optional,
    type(validators.in_(())): _one_of,
    type(validators.deep_iterable(validators.ge(0))): _items,
    type(validators.min_len(0)): _length("min", "min_length"),
    type(validators.max_len(0)): _length("max", "max_length"),
}
