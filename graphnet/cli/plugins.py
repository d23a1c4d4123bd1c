"""`graphnet plugins`: what is installed, what each plugin offers, and what is broken."""

from __future__ import annotations

import argparse
import os

from graphnet.cli.arguments import add_format
from graphnet.cli.exits import ExitCode
from graphnet.cli.grid import Grid, print_grid
from graphnet.cli.outcome import print_json, report
from graphnet.cli.rules.plugin_not_installed import plugin_not_installed
from graphnet.diagnostics.render_json import Json
from graphnet.plugin.types import BaselineType, ImporterType, PluginInfo, SinkType, StageType
from graphnet.registry import BrokenPlugin, Registry, find_plugins, read_types


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`list` and `show NAME`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every installed plugin")
    listing.add_argument("--broken", action="store_true", help="only those that cannot be used")
    add_format(listing, ("text", "json"))
    showing = actions.add_parser("show", help="what one plugin offers")
    showing.add_argument("name", metavar="NAME", help="a plugin, such as basics")
    add_format(showing, ("text", "json"))


def run(arguments: argparse.Namespace) -> int:
    """List the plugins, or show one."""
    registry = read_types(find_plugins(os.environ))
    if arguments.action == "show":
        return _show(registry, arguments.name, arguments.format)
    return _list(registry, arguments.format, only_broken=arguments.broken)


def _list(registry: Registry, output: str, *, only_broken: bool) -> int:
    plugins = () if only_broken else registry.plugins
    if output == "json":
        print_json(
            {
                "plugins": [_facts(info) for info in plugins],
                "broken": [_broken_facts(each) for each in registry.broken],
                "switched_off": [] if only_broken else list(_switched_off(registry)),
            }
        )
        return ExitCode.GOOD
    rest = () if only_broken else _switched_off(registry)
    if plugins:
        headings = ("plugin", "distribution", "version", "offers", "summary")
        print_grid(Grid(headings, tuple(_cells(info) for info in plugins), frozenset({"offers"})))
    for each in registry.broken:
        print(f"broken: {each.name} ({each.distribution} {each.version}): {each.reason}")
        print(f"        next: {each.next}")
    if rest:
        print(f"switched off by GRAPHNET_PLUGINS: {', '.join(rest)}")
    if not plugins and not registry.broken and not rest:
        print("no plugin is broken" if only_broken else "no plugin is installed")
    return ExitCode.GOOD


def _switched_off(registry: Registry) -> tuple[str, ...]:
    """Names of installed plugins that `GRAPHNET_PLUGINS` leaves out."""
    return tuple(sorted(registry.switched_off))


def _cells(info: PluginInfo) -> tuple[str, ...]:
    return info.name, info.distribution, info.version, str(len(info.stages)), info.summary


def _show(registry: Registry, name: str, output: str) -> int:
    info = next((each for each in registry.plugins if name in _names(each)), None)
    if info is None:
        return _show_broken(registry, name, output)
    offers = _offers(registry, info)
    if output == "json":
        print_json({**_facts(info), "offers": [list(offer) for offer in offers]})
        return ExitCode.GOOD
    print(f"{info.name}: {info.summary}")
    print(f"{info.distribution} {info.version}\n")
    print_grid(Grid(("kind", "name", "summary"), offers))
    return ExitCode.GOOD


def _show_broken(registry: Registry, name: str, output: str) -> int:
    broken = next((b for b in registry.broken if name in (b.name, b.distribution)), None)
    if broken is None:
        installed = [info.name for info in registry.plugins]
        return report((plugin_not_installed(name, installed),), output)
    if output == "json":
        print_json({"broken": [_broken_facts(broken)]})
    else:
        print(f"{broken.name} is broken: {broken.reason}\nnext: {broken.next}")
    return ExitCode.PLUGIN


def _names(info: PluginInfo) -> tuple[str, str]:
    return info.name, info.distribution


def _offers(registry: Registry, info: PluginInfo) -> tuple[tuple[str, str, str], ...]:
    """Kind, name and summary of everything a plugin offers."""
    every: list[tuple[str, StageType | SinkType | BaselineType | ImporterType]] = [
        *(("source", offer) for offer in registry.sources.values()),
        *(("stage", offer) for offer in registry.stages.values()),
        *(("objective", offer) for offer in registry.objectives.values()),
        *(("metric", offer) for offer in registry.metrics.values()),
        *(("sink", offer) for offer in registry.sinks.values()),
        *(("baseline", offer) for offer in registry.baselines.values()),
        *(("importer", offer) for offer in registry.importers.values()),
    ]
    own = f"{info.name}."
    return tuple(
        (kind, offer.name, offer.summary) for kind, offer in every if offer.name.startswith(own)
    )


def _facts(info: PluginInfo) -> dict[str, Json]:
    return {
        "name": info.name,
        "distribution": info.distribution,
        "version": info.version,
        "summary": info.summary,
        "stages": list(info.stages),
    }


def _broken_facts(broken: BrokenPlugin) -> dict[str, Json]:
    return {
        "name": broken.name,
        "distribution": broken.distribution,
        "version": broken.version,
        "reason": broken.reason,
        "next": broken.next,
    }
