"""Other values of a stage's options: each of an enum, the other of a flag, numbers nearby."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from attrs import Attribute, evolve, fields, has


def fields_of(options: object) -> tuple[Attribute[Any], ...]:
    """The fields of an options instance."""
    kind = type(options)
    return cast(tuple["Attribute[Any]", ...], fields(kind)) if has(kind) else ()


def choices(options: object) -> Mapping[str, tuple[object, ...]]:
    """Every value of each option that has only some: enums and flags."""
    hints = _hints(type(options))
    found = {field.name: _choices(hints.get(field.name)) for field in fields_of(options)}
    return {name: values for name, values in found.items() if values}


def with_choices(options: object) -> Iterator[tuple[str, object, object]]:
    """Option, value and instance for each value of each enum and flag that differs from here.

    The instance is None where the options refuse the value as they stand.
    """
    for name, values in choices(options).items():
        for value in values:
            if value != getattr(options, name):
                yield name, value, changed(options, name, value)


def others(options: object, name: str) -> Iterator[object]:
    """Instances with another value of one option, as far as the options accept them."""
    value = getattr(options, name)
    wishes = _choices(_hints(type(options)).get(name)) or tuple(_near(value))
    for wish in wishes:
        if wish != value:
            instance = changed(options, name, wish)
            if instance is not None:
                yield instance


def changed_beside(options: object, name: str, value: object) -> object | None:
    """The options with one value changed, and a second where that alone is refused."""
    found = changed(options, name, value)
    if found is not None:
        return found
    seconds = (o for f in fields_of(options) if f.name != name for o in others(options, f.name))
    both = (changed(second, name, value) for second in seconds)
    return next((each for each in both if each is not None), None)


def changed(options: object, name: str, value: object) -> object | None:
    """The options with one value changed; None where they refuse it."""
    field = next(field for field in fields_of(options) if field.name == name)
    try:
        found: object = evolve(cast(Any, options), **{field.alias or name: value})
    except Exception:  # noqa: BLE001  # validators refuse in any way they like
        return None
    return found


def _choices(hint: object) -> tuple[object, ...]:
    if hint is bool:
        return (False, True)
    if get_origin(hint) is Literal:
        return get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        parts = [_choices(part) for part in get_args(hint) if part is not type(None)]
        return tuple(value for part in parts for value in part)
    return ()


def _near(value: object) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, 2 * value, value + 2, 4 * value, value - 1, value // 2, 1, 0)
        case float():
            yield from (value / 2, 2 * value, value + 0.25, value - 1.0, 0.5, 0.125, 0.0)
        case str():
            yield from (f"{value}-2", f"{value}s", "other")
        case None:
            yield from (0, 1, 2, 0.5, "other", True)
        case tuple() if value:
            yield from ((*value, value[-1]), value[:-1])
            yield from ((*value[:-1], each) for each in _near(value[-1]))
        case tuple():
            yield from ((2,), ("other",))


def _hints(kind: type) -> Mapping[str, object]:
    try:
        return get_type_hints(kind)
    except Exception:  # noqa: BLE001  # a plugin's annotations may name anything
        return {}
