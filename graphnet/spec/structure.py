"""Types a table into an attrs class with cattrs, by hooks that take the tree's scalars."""

from __future__ import annotations

import types
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import TypeVar, Union, get_args, get_origin

from cattrs import BaseValidationError, Converter

from graphnet.diagnostics import Diagnostics
from graphnet.spec.byte_count import Bytes, read_bytes
from graphnet.spec.describe import choices_of
from graphnet.spec.tree import Array, Scalar, Table, Tree
from graphnet.text import Excerpt
from graphnet.values import frozen

T = TypeVar("T")
Resolve = Callable[[Excerpt], tuple[int | None, Diagnostics]]


class MismatchError(Exception):
    """A value of another type than asked for; only its place and the type matter."""


class SizeRefusedError(Exception):
    """A size expression that was refused, with what is wrong with it."""

    def __init__(self, found: Diagnostics) -> None:
        super().__init__()
        self.found = found


@frozen
class Leaf:
    """A scalar on its way through cattrs, with what works out a size expression in it."""

    scalar: Scalar
    resolve: Resolve | None = None


class _Fields(dict[str, object]):
    """A table on its way through cattrs; it cannot pass for a list, as a dict's keys would."""

    __iter__ = None  # type: ignore[assignment]  # says that it cannot be iterated


def structure(
    table: Table, cls: type[T], resolve: Resolve | None = None
) -> T | BaseValidationError:
    """An instance of the class, or what cattrs found wrong, which `breaches` turns into words."""
    try:
        return converter().structure(_plain(table, resolve), cls)
    except BaseValidationError as error:
        return error


def structure_field(tree: Tree, kind: object, resolve: Resolve | None = None) -> object:
    """A value of a field that is known to be of its type."""
    return converter().structure(_plain(tree, resolve), kind)  # type: ignore[arg-type]  # a type form


def _plain(tree: Tree, resolve: Resolve | None) -> object:
    match tree:
        case Table(entries):
            return _Fields({entry.key: _plain(entry.value, resolve) for entry in entries})
        case Array(items):
            return [_plain(item, resolve) for item in items]
        case Scalar():
            return Leaf(tree, resolve)


@cache
def converter() -> Converter:
    """The one converter: strict about types, and it refuses keys it does not know."""
    made = Converter(forbid_extra_keys=True, detailed_validation=True)
    made.register_structure_hook(int, _whole)
    made.register_structure_hook(float, _number)
    made.register_structure_hook(bool, _truth)
    made.register_structure_hook(str, _text)
    made.register_structure_hook(Bytes, _bytes)
    made.register_structure_hook_func(lambda kind: bool(choices_of(kind)), _choice)
    made.register_structure_hook_factory(_is_union, _union_hook)
    return made


def _whole(value: object, _: object) -> int:
    match value:
        case Leaf(Scalar(bool())):
            raise MismatchError
        case Leaf(Scalar(int(number))):
            return number
        case Leaf(Scalar(excerpt=Excerpt() as expression), resolve) if resolve is not None:
            size, found = resolve(expression)
            if size is not None:
                return size
            raise SizeRefusedError(found) if found else MismatchError
    raise MismatchError


def _number(value: object, _: object) -> float:
    match value:
        case Leaf(Scalar(int() | float() as number)) if not isinstance(number, bool):
            return float(number)
    raise MismatchError


def _truth(value: object, _: object) -> bool:
    match value:
        case Leaf(Scalar(bool(truth))):
            return truth
    raise MismatchError


def _text(value: object, _: object) -> str:
    match value:
        case Leaf(Scalar(str(text))) | str(text):  # a mapping's keys come as they are
            return text
    raise MismatchError


def _bytes(value: object, _: object) -> Bytes:
    match value:
        case Leaf(Scalar(int(number))) if not isinstance(number, bool):
            return Bytes(number)
        case Leaf(Scalar(str(text))):
            number_of_bytes = read_bytes(text)
            if number_of_bytes is not None:
                return number_of_bytes
    raise MismatchError


def _choice(value: object, kind: object) -> object:
    """A member of a Literal or an Enum, told by its value."""
    match value:
        case Leaf(Scalar(written)):
            for choice in _members(kind):
                known = choice.value if isinstance(choice, Enum) else choice
                if type(known) is type(written) and known == written:
                    return choice
    raise MismatchError


def _members(kind: object) -> tuple[object, ...]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(kind)
    return get_args(kind)


def _is_union(kind: object) -> bool:
    """Whether a type is a union of several types beside None, which cattrs leaves to us."""
    members = set(get_args(kind)) - {types.NoneType}
    return get_origin(kind) in (Union, types.UnionType) and len(members) > 1


def _union_hook(kind: object, made: Converter) -> Callable[[object, object], object]:
    """The first member that takes the value; whole numbers last, as they take formulas too."""
    members = sorted(set(get_args(kind)) - {types.NoneType}, key=lambda member: member is int)

    def choose(value: object, _: object) -> object:
        for member in members:
            try:
                return made.structure(value, member)
            except (
                MismatchError,
                SizeRefusedError,
                BaseValidationError,
                TypeError,
                AttributeError,
            ):
                continue
        raise MismatchError

    return choose
