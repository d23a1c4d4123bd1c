"""Names to things: what a spec requires and uses, found among what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.rules.ambiguous_type import ambiguous_type
from graphnet.graph.rules.broken_plugin import broken_plugin
from graphnet.graph.rules.missing_plugin import missing_plugin, plugin_switched_off
from graphnet.graph.rules.other_api import other_api
from graphnet.graph.rules.unknown_type import unknown_type
from graphnet.registry import BrokenPlugin, Registry
from graphnet.requirements import installed_version, is_installed, required_name
from graphnet.spec.spec import Located, Spec
from graphnet.text import Span

T = TypeVar("T")


def resolve_requirements(spec: Spec, registry: Registry) -> Diagnostics:
    """Whether every plugin in `requires` is installed and loaded."""
    found = (_resolve_requirement(item, registry) for item in spec.requires)
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def _resolve_requirement(item: Located[str], registry: Registry) -> Diagnostic | None:
    name = required_name(item.value)  # reading the spec refused what is none
    broken = next((b for b in registry.broken if b.distribution == name), None)
    if broken is not None:
        return unusable(broken, item.at)
    off = next((plugin for plugin, owner in registry.switched_off.items() if owner == name), None)
    if off is not None:
        return plugin_switched_off(item.value, off, item.at)
    if is_installed(item.value):
        return None
    return missing_plugin(item.value, item.at, installed_version(name))


def unusable(plugin: BrokenPlugin, at: Span) -> Diagnostic:
    """Why a plugin that is installed does not serve."""
    return other_api(plugin, at) if plugin.needs_other_api else broken_plugin(plugin, at)


def resolve_type(
    use: Located[str], word: str, offers: Mapping[str, T], registry: Registry
) -> tuple[T | None, Diagnostics]:
    """The offer a full or bare name means; `word` says what is looked for."""
    if use.value in offers:
        return offers[use.value], ()
    named = tuple(name for name in offers if name.rpartition(".")[2] == use.value)
    match named:
        case (name,):
            return offers[name], ()
        case ():
            return None, _absent(use, word, offers, registry)
        case _:
            return None, (ambiguous_type(use, named),)


def _absent(
    use: Located[str], word: str, offers: Mapping[str, T], registry: Registry
) -> Diagnostics:
    prefix = use.value.partition(".")[0]
    broken = next((b for b in registry.broken if b.name == prefix), None)
    if broken is not None:
        return (unusable(broken, use.at),)
    return (unknown_type(use, word, offers),)
