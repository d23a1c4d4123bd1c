"""Words for what cattrs found wrong with a table: each problem at the place it was written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Protocol

import attrs
from cattrs import (
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
)

from graphnet.diagnostics import Diagnostic
from graphnet.spec.describe import choices_of, describe_type
from graphnet.spec.rules.missing_key import missing_key
from graphnet.spec.rules.wrong_value import not_one_of, wrong_value
from graphnet.spec.strangers import MOST, NO_HINTS, KeyHints, meant_by, strangers
from graphnet.spec.structure import Resolve, SizeRefusedError, structure_field
from graphnet.spec.tree import Array, Table, Tree
from graphnet.text import Span
from graphnet.values import frozen


class Refuse(Protocol):
    """Makes the diagnostic of a value (None: all together) that its class refuses."""

    def __call__(self, name: str | None, why: str, at: Span) -> Diagnostic:
        """The diagnostic; `why` is the class's own sentence."""


@frozen
class Wording:
    """How to speak of a table's keys: what leads to them, and where else keys belong.

    `holder` names the table that a path of keys leads to. `resolve` is what worked out formulas
    when the table was typed. `hints` are about the keys of the table at a path.
    """

    holder: Callable[[tuple[str, ...]], str]
    refuse: Refuse
    prefix: str = ""
    hints: Callable[[tuple[str, ...]], KeyHints] = lambda _: NO_HINTS
    resolve: Resolve | None = None


@frozen
class _Place:
    """A value under inspection: the tree, the type asked for, and the keys that lead to it."""

    tree: Tree
    kind: object
    path: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key in words: `pool[1]`, `optimizer.lr`."""
        return ".".join(self.path).replace(".[", "[")


def breaches(
    error: BaseValidationError, table: Table, cls: type, wording: Wording
) -> Iterator[Diagnostic]:
    """A diagnostic for each problem in cattrs' findings about a table."""
    yield from _walk(error, _Place(table, cls), wording)


def _walk(error: Exception, place: _Place, wording: Wording) -> Iterator[Diagnostic]:
    match error, place.tree:
        case SizeRefusedError(found=found), _:
            yield from found
        case ClassValidationError(), Table():
            yield from _walk_class(error, place.tree, place, wording)
        case IterableValidationError(), Table() | Array():
            yield from _walk_many(error, place, wording)
        case _:
            yield _mismatch(place, wording)


def _walk_class(
    error: ClassValidationError, table: Table, place: _Place, wording: Wording
) -> Iterator[Diagnostic]:
    noted, others = error.group_exceptions()
    fields = _nearest_first(error.cl)
    unknown = [entry for entry in table.entries if entry.key not in fields]
    hints = wording.hints(place.path)
    meant = {meant_by(entry.key, fields, hints.retired) for entry in unknown[:MOST]}
    yield from strangers(unknown, table, fields, wording.holder(place.path), hints)
    for inner, note in noted:
        known = table.find(note.name)
        if known is not None:
            yield from _walk(
                inner, _Place(known.value, note.type, (*place.path, note.name)), wording
            )
        elif note.name not in meant:
            example = f"{note.name} = ..."
            yield missing_key(note.name, wording.holder(place.path), table.at, example)
    broken = {note.name for _, note in noted}
    refused = tuple(_refusals(error.cl, table, broken, wording))
    for name, why, at in refused:
        yield wording.refuse(".".join((*place.path, name)), why, at)
    for inner in others:
        if not refused and not isinstance(inner, ForbiddenExtraKeysError):
            yield wording.refuse(None, _sentence(inner), table.at)


def _nearest_first(cls: type) -> tuple[str, ...]:
    """The names of its fields: what it adds itself before what it shares with others."""
    depth = {
        name: i
        for i, base in reversed([*enumerate(cls.__mro__)])
        for name in getattr(base, "__annotations__", {})
    }
    names = (attribute.name for attribute in attrs.fields(cls))
    return tuple(sorted(names, key=lambda name: depth.get(name, 0)))


def _walk_many(
    error: IterableValidationError, place: _Place, wording: Wording
) -> Iterator[Diagnostic]:
    noted, others = error.group_exceptions()
    for inner, note in noted:
        match place.tree, note.index:
            case Array(items), int(index) if index < len(items):
                yield from _walk(
                    inner, _Place(items[index], note.type, (*place.path, f"[{index}]")), wording
                )
            case Table() as table, str(key) if entry := table.find(key):
                yield from _walk(inner, _Place(entry.value, note.type, (*place.path, key)), wording)
            case _:
                yield _mismatch(place, wording)
    if others:
        yield _mismatch(place, wording)


def _mismatch(place: _Place, wording: Wording) -> Diagnostic:
    key = f"{wording.prefix}{place.key}"
    if choices := choices_of(place.kind):
        return not_one_of(key, choices, place.tree)
    return wrong_value(key, describe_type(place.kind), place.tree)


def _refusals(
    cls: type, table: Table, broken: Collection[str], wording: Wording
) -> Iterator[tuple[str, str, Span]]:
    """Which of the class's validators refuse: the field, why, and its value's place.

    Broken fields are left alone.
    """
    probe = _probe(cls, table, broken, wording.resolve)
    for attribute in attrs.fields(cls):
        if attribute.name not in broken:
            why = _why_refused(probe, attribute)
            entry = table.find(attribute.name)
            if why is not None:
                at = table.at if entry is None else entry.value.at
                yield attribute.name, why, at


def _probe(cls: type, table: Table, broken: Collection[str], resolve: Resolve | None) -> object:
    """An instance that was never validated, to ask each validator by itself."""
    probe: object = object.__new__(cls)
    for attribute in attrs.fields(cls):
        entry = table.find(attribute.name)
        if attribute.name in broken:
            continue
        if entry is not None:
            value = structure_field(entry.value, attribute.type, resolve)
        else:
            try:
                value = _default(attribute, probe)
            except AttributeError:  # it depends on a field that is broken
                continue
        object.__setattr__(probe, attribute.name, value)
    return probe


def _default(attribute: attrs.Attribute[object], probe: object) -> object:
    """What a field is where nothing is written; some defaults look at the fields before."""
    match attribute.default:
        case attrs.Factory() as factory:  # type: ignore[misc]  # attrs types the class as a function
            return factory.factory(probe) if factory.takes_self else factory.factory()
        case default:
            return default


def _why_refused(probe: object, attribute: attrs.Attribute[object]) -> str | None:
    """A validator's sentence; one that misses a broken neighbour has none."""
    if attribute.validator is None:
        return None
    try:
        attribute.validator(probe, attribute, getattr(probe, attribute.name))
    except (ValueError, TypeError) as error:
        return _sentence(error)
    except Exception:  # noqa: BLE001  # a stranger's validator may raise anything
        return None
    return None


def _sentence(error: Exception) -> str:
    """What an exception says; attrs' own put more than the sentence into their arguments."""
    return str(error.args[0]) if error.args else type(error).__name__
