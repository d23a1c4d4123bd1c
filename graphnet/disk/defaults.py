"""Every option a spec works with, its defaults among them: what a run writes down and compares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import cast

import attrs

from graphnet.disk.resolved import render_value
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatStage
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.sizes import read_scope
from graphnet.registry import Registry
from graphnet.spec.spec import Spec
from graphnet.values import frozen

UNSET = "not set"


@frozen
class Option:
    """An option's value as TOML text, and the plugin whose stage type it is of."""

    text: str
    plugin: str


def options_of(spec: Spec, registry: Registry) -> Mapping[str, Option]:
    """The options of source, stages and objective by dotted path, whether written or not."""
    scope, _ = read_scope(spec)
    found, _ = look_up_stages(spec, registry, scope)
    return {
        f"{key_of(stage.path)}.options.{name}": Option(text, _plugin(stage, registry))
        for stage in found.stages.values()
        for name, text in option_fields(stage.options)
    }


def option_texts(spec: Spec, registry: Registry) -> Mapping[str, str]:
    """The same without the plugins, as `lock.json` keeps them."""
    return {name: option.text for name, option in options_of(spec, registry).items()}


def key_of(stage: str) -> str:
    """Where a spec speaks of a stage."""
    return stage if stage in (SOURCE, OBJECTIVE) else f"stages.{stage}"


def _plugin(stage: FlatStage, registry: Registry) -> str:
    name = stage.type.name.partition(".")[0]
    infos = (plugin for plugin in registry.plugins if plugin.name == name)
    return next((f"{info.distribution} {info.version}" for info in infos), "graphnet")


def option_fields(options: object, before: str = "") -> Iterator[tuple[str, str]]:
    """Every option that holds a value, as TOML text; nested ones by their dotted path."""
    for field in attrs.fields(type(cast(attrs.AttrsInstance, options))):
        yield from _entries(getattr(options, field.name), f"{before}{field.name}")


def _entries(value: object, name: str) -> Iterator[tuple[str, str]]:
    if attrs.has(type(value)):
        yield from option_fields(value, f"{name}.")
        return
    match value:
        case dict():
            for key, inner in value.items():
                yield from _entries(inner, f"{name}.{key}")
        case _:
            yield name, render_option(value)


def render_option(value: object) -> str:
    """An option's value as TOML, or that it has none."""
    match value:
        case None:
            return UNSET
        case Enum():
            return render_option(value.value)
        case tuple() | list():
            return f"[{', '.join(map(render_option, value))}]"
        case _:
            return render_value(value)
