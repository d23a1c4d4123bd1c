"""What an option is that its stage type does not have: a size, or an option of another type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from graphnet.graph.declare import declare
from graphnet.graph.names import names_of_contract
from graphnet.graph.sizes import Scope
from graphnet.plugin.types import StageType
from graphnet.registry import Registry
from graphnet.spec.guess import closest
from graphnet.spec.read_values import elsewhere_of
from graphnet.spec.strangers import KeyHints

_FEW = 3


def key_hints(stage_type: StageType, scope: Scope, registry: Registry) -> KeyHints:
    """What is known of options that a stage type lacks."""

    def advice(key: str) -> str:
        if key in _sizes(stage_type):
            return f"`{key}` is a size of the stage, not an option: {_statement(key, scope)}"
        if key in scope.values:
            return f"leave it out: `{key}` is a size, which contracts state and the plan solves"
        owners = tuple(_owners(key, registry))
        if not owners or len(owners) > _FEW or closest(key, _options(stage_type)):
            return ""
        return f"`{key}` is an option of {' and '.join(f'`{owner}`' for owner in owners)}"

    return KeyHints(stage_type.retired, elsewhere_of, advice)


def _owners(key: str, registry: Registry) -> Iterator[str]:
    """The installed types that have an option of this name."""
    every: tuple[Mapping[str, StageType], ...] = (
        registry.sources,
        registry.stages,
        registry.objectives,
        registry.metrics,
    )
    for offers in every:
        usable = {name: offered for name, offered in offers.items() if offered.flaw is None}
        yield from (name for name, offered in usable.items() if key in _options(offered))


def _statement(key: str, scope: Scope) -> str:
    value = f'"{key}"' if key in scope.values else "..."
    return f"write `sizes = {{ {key} = {value} }}`"


def _sizes(stage_type: StageType) -> frozenset[str]:
    """The names of a stage's sizes, as far as they are known without its options."""
    if any(field.default is attrs.NOTHING for field in attrs.fields(stage_type.options)):
        return frozenset()
    declared, _ = declare(stage_type, stage_type.options())
    contract = None if declared is None else declared.contract
    return frozenset(name.text for name in names_of_contract(contract)) if contract else frozenset()


def _options(stage_type: StageType) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(stage_type.options))
