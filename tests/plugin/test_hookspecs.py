"""Every hook on the screen is one that plugins can implement and that is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from types import ModuleType

import pluggy
import pytest

from graphnet.plugin import (
    API_VERSION,
    BaselineType,
    Declaration,
    ImporterType,
    SinkType,
    StageType,
    hookimpl,
    hookspecs,
)
from graphnet.registry import collect

HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("graphnet_"))
OFFERS: dict[str, object] = {
    "stages": StageType(name="all.it", summary="", declare=lambda _: Declaration(contract="")),
    "sources": StageType(name="all.it", summary="", declare=lambda _: Declaration(contract="")),
    "objectives": StageType(name="all.it", summary="", declare=lambda _: Declaration(contract="")),
    "metrics": StageType(name="all.it", summary="", declare=lambda _: Declaration(contract="")),
    "sinks": SinkType(name="all.it", summary="", implementation="x:y"),
    "baselines": BaselineType(name="all.it", summary="", implementation="x:y"),
    "importers": ImporterType(name="all.it", summary="", implementation="x:y"),
}


def offering(kind: str) -> Callable[[], list[object]]:
    return hookimpl(lambda: [OFFERS[kind]])


def test_what_a_plugin_gives_to_each_hook_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("offers_all")
    vars(module)["GRAPHNET_API"] = f"=={API_VERSION}"
    for hook in HOOKS:
        vars(module)[hook] = offering(hook.removeprefix("graphnet_"))
    monkeypatch.setitem(sys.modules, "offers_all", module)
    registry = collect([EntryPoint("all", "offers_all", "graphnet")])
    assert registry.broken == ()
    found = {hook: getattr(registry, hook.removeprefix("graphnet_")) for hook in HOOKS}
    assert {hook: dict(offers) for hook, offers in found.items()} == {
        hook: {"all.it": OFFERS[hook.removeprefix("graphnet_")]} for hook in HOOKS
    }


def test_a_hook_nobody_asks_for_is_an_error_and_not_silence() -> None:
    manager = pluggy.PluginManager("graphnet")
    manager.add_hookspecs(hookspecs)
    module = ModuleType("misspelt")
    vars(module)["graphnet_stage"] = offering("stages")
    manager.register(module)
    with pytest.raises(pluggy.PluginValidationError, match="graphnet_stage"):
        manager.check_pending()


def test_hooks_take_nothing_so_that_plugins_are_found_without_a_spec() -> None:
    manager = pluggy.PluginManager("graphnet")
    manager.add_hookspecs(hookspecs)
    for hook in HOOKS:
        assert manager.parse_hookspec_opts(hookspecs, hook) is not None
        assert getattr(manager.hook, hook).spec.argnames == ()
        assert getattr(manager.hook, hook)() == []
