"""Whether everything inside a composite is used, for each value of each of its options."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Literal, Never, cast, get_args, get_origin

import attrs

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.rules.broken_plugin import broken_expansion
from graphnet.plugin.types import Declaration, Expansion, StageType
from graphnet.values import evolve


def check_inner_use(graph: FlatGraph) -> Diagnostics:
    """One diagnostic for each composite that has something inside, or a parameter, for nothing."""
    found: dict[str, Diagnostic] = {}
    for stage in graph.stages.values():
        if stage.declared.expansion is not None and stage.type.name not in found:
            flaw = next(_flaws(stage), "")
            if flaw:
                found[stage.type.name] = broken_expansion(stage.type.name, flaw, stage.place)
    return tuple(found.values())


def _flaws(stage: FlatStage) -> Iterator[str]:
    for words, options in variants(stage.type, stage.options):
        declaration = declaration_of(stage.type, options)
        if declaration is None or declaration.expansion is None:
            continue
        for parameter in declaration.parameters:
            yield f"{words}its parameter `{parameter.name}` belongs to none of its stages"
        for name in idle_inner(declaration.expansion):
            yield f"{words}its stage `{name}` feeds nothing"


def variants(stage_type: StageType, options: object) -> Iterator[tuple[str, object]]:
    """The options as they are, and with every other value of each that has a few, in words."""
    yield "", options
    for field in attrs.fields(attrs.resolve_types(stage_type.options)):
        for value in _choices(field.type):
            if getattr(options, field.name) != value:
                words = f"with `{field.name} = {_written(value)}` "
                try:
                    yield words, evolve(options, **{field.name: value})  # type: ignore[misc]  # an attrs class
                except Exception:  # noqa: BLE001, S112  # a value that these options do not go with
                    continue


def _choices(kind: object) -> tuple[object, ...]:
    if kind is bool:
        return (False, True)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(kind)
    return get_args(kind) if get_origin(kind) is Literal else ()


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Enum():
            return f'"{value.value}"'
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def declaration_of(stage_type: StageType, options: object) -> Declaration | None:
    """What a stage type promises with some options; None where it cannot be asked."""
    try:
        return stage_type.declare(cast(Never, options))  # options is of its class
    except Exception:  # noqa: BLE001  # a value nobody asked for is not this spec's problem
        return None


def idle_inner(expansion: Expansion) -> tuple[str, ...]:
    """The inner stages whose output reaches neither the last one nor anything that does."""
    names = {entry.name for entry in expansion.stages}
    alive = {entry.name for entry in expansion.stages[-1:]}
    for index in reversed(range(len(expansion.stages))):
        entry = expansion.stages[index]
        if entry.name not in alive:
            continue
        if entry.inputs is None:
            alive |= {expansion.stages[index - 1].name} if index else set()
            continue
        for reference in entry.inputs.values():
            head = reference.rpartition(".")[0]
            alive |= {name for name in (reference, head) if name in names}
    return tuple(entry.name for entry in expansion.stages if entry.name not in alive)
