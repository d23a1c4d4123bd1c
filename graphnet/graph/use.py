"""Whether everything a spec says is used: sizes, conditions, plugins, lengths, settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graphnet.contract.parser import parse_dim
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import FlatGraph
from graphnet.graph.names import names_of, sizes_of_stages, terms_of_spec
from graphnet.graph.plan import Plan
from graphnet.graph.rules.not_required import not_required
from graphnet.graph.rules.unused import (
    idle_setting,
    idle_table,
    unknown_disabled,
    unused_condition,
    unused_length,
    unused_plugin,
    unused_size,
)
from graphnet.registry import Registry
from graphnet.requirements import required_name
from graphnet.spec.spec import Spec, StageSpec
from graphnet.spec.tree import Array, Scalar, Table, Tree
from graphnet.text import Excerpt
from graphnet.values import frozen

BINDING = ("length", "batch")
"""Keys of `[train]` that `show` and budgets count at, with an objective or without."""


_SCHEDULES = {
    "constant": "constant",
    "cosine": "a cosine",
    "plateau": "one that waits for plateaus",
}


@frozen
class PlannedSpec:
    """A spec with its plan, and what they were made from."""

    spec: Spec
    plan: Plan
    graph: FlatGraph
    registry: Registry


def check_use(planned: PlannedSpec) -> Diagnostics:
    """A warning for each thing that nothing uses."""
    is_whole = not any(size.is_damaged for size in planned.spec.sizes)
    sizes = tuple(_sizes(planned)) if is_whole else ()
    return (
        *(
            unused_size(size.name, size.name_at)
            for size in planned.spec.sizes
            if size.name in sizes
        ),
        *_conditions(planned),
        *_plugins(planned),
        *_not_required(planned),
        *_lengths(planned, sizes),
        *_tables(planned),
        *_settings(planned),
    )


def _sizes(planned: PlannedSpec) -> Iterator[str]:
    """The sizes that are named nowhere and stand on no axis."""
    written = {size.name for size in planned.spec.sizes}
    for size in planned.spec.sizes:
        written -= {name.text for name in names_of(size.value)}
    dims = (*sizes_of_stages(planned.spec), *terms_of_spec(planned.spec))
    written -= {name.text for dim in dims for name in names_of(dim)}
    written -= sizes_on_axes(planned.plan) if written else set()
    if written:
        written -= {
            name for stage in _stages(planned.spec) for name in _option_names(stage.options)
        }
    yield from written


def sizes_on_axes(plan: Plan) -> set[str]:
    """The free sizes that axes of a plan are made of."""
    return {
        symbol.name
        for stage in (*plan.stages, *plan.metrics)
        for port in (*stage.takes.values(), *stage.gives.values())
        for axis in port.axes
        for symbol in axis.size.symbols
    }


def free_in_use(plan: Plan) -> tuple[str, ...]:
    """The free sizes worth binding: a plan need not have a `B` or an `L`."""
    axes = sizes_on_axes(plan)
    return tuple(name for name in plan.free if name in axes)


def _stages(spec: Spec) -> Iterator[StageSpec]:
    yield from spec.stages
    yield from (metric.stage for metric in spec.metrics)
    if spec.source is not None:
        yield spec.source
    if spec.objective is not None:
        yield spec.objective.stage


def _option_names(tree: Tree | None) -> Iterator[str]:
    """Names in options that are texts: any of them may be a formula."""
    match tree:
        case Table(entries):
            for entry in entries:
                yield from _option_names(entry.value)
        case Array(items):
            for item in items:
                yield from _option_names(item)
        case Scalar(excerpt=Excerpt() as excerpt):
            dim, _ = parse_dim(excerpt)
            yield from (name.text for name in names_of(dim))
        case _:
            return


def _conditions(planned: PlannedSpec) -> Iterator[Diagnostic]:
    axes = sizes_on_axes(planned.plan) if planned.spec.where else set()
    for where in planned.spec.where:
        names = dict.fromkeys(name.text for term in where.terms for name in names_of(term))
        strange = tuple(n for n in names if n in planned.plan.free and n not in axes)
        if strange or not names:
            yield unused_condition(strange, where.at)


def _plugins(planned: PlannedSpec) -> Iterator[Diagnostic]:
    used = {stage.type.name for stage in planned.graph.stages.values()}
    plugins = {plugin.distribution: plugin for plugin in planned.registry.plugins}
    for required in planned.spec.requires:
        name = required_name(required.value)
        plugin = plugins.get(name)
        if plugin is not None and plugin.stages and used.isdisjoint(plugin.stages):
            yield unused_plugin(name, required.at)


def _not_required(planned: PlannedSpec) -> Iterator[Diagnostic]:
    """The first stage of each plugin that is used although `requires` leaves it out."""
    requires, plugins = planned.spec.requires, planned.registry.plugins
    if not requires:
        return
    named = {required_name(required.value) for required in requires}
    known = {type_name: each for each in plugins for type_name in each.stages}
    said = {each.name for each in plugins if each.assumed or each.distribution in named}
    for stage in planned.graph.stages.values():
        plugin = known.get(stage.type.name)
        if plugin is not None and plugin.name not in said and not stage.is_inner:
            said.add(plugin.name)
            last = requires[-1].at
            yield not_required(stage.type.name, plugin.distribution, stage.place, last)


def _lengths(planned: PlannedSpec, reported: Iterable[str]) -> Iterator[Diagnostic]:
    settings = planned.plan.settings
    for table, lengths in (
        ("train", settings.train.length),
        ("evaluate", settings.evaluate.length),
    ):
        idle = lengths.keys() - sizes_on_axes(planned.plan) - {*reported} if lengths else set()
        for name in sorted(idle):
            yield unused_length(name, table, settings.places.get(f"{table}.length.{name}"))


def _tables(planned: PlannedSpec) -> Iterator[Diagnostic]:
    """Tables of commands that this spec cannot run."""
    places = planned.plan.settings.places
    if planned.plan.objective is None:
        why = "the command needs an `[objective]`, and this spec has none"
        for table in ("train", "evaluate", "generate"):
            keys = {key.split(".")[1] for key in places if key.startswith(f"{table}.")}
            if keys - {*BINDING}:
                yield idle_table(table, why, places.get(table))
        if planned.spec.metrics:
            at = planned.spec.metrics[0].stage.name_at
            yield idle_table("metrics", "nothing is evaluated without an `[objective]`", at)
    elif planned.plan.schedule is None and "generate" in places:
        why = f"this spec cannot generate: {planned.plan.why_no_schedule}"
        yield idle_table("generate", why, places["generate"])


def _settings(planned: PlannedSpec) -> Iterator[Diagnostic]:
    """Settings that others leave no room for."""
    train, places = planned.plan.settings.train, planned.plan.settings.places
    for key, use in (("final", "cosine"), ("factor", "plateau"), ("patience", "plateau")):
        at = places.get(f"train.schedule.{key}")
        if at is not None and train.schedule.use != use:
            why = f"the schedule is {_SCHEDULES[train.schedule.use]}"
            yield idle_setting(f"train.schedule.{key}", why, f'write `use = "{use}"`', at)
    for key, every in (
        ("validate_every", train.validate_every),
        ("checkpoint_every", train.checkpoint_every),
    ):
        at = places.get(f"train.{key}")
        if at is not None and every > train.updates > 0:
            why = f"training ends after {train.updates} updates, and does it then anyway"
            yield idle_setting(f"train.{key}", why, f"write at most {train.updates}", at)
    installed = {*planned.registry.switched_off, *(p.name for p in planned.registry.plugins)}
    for name in planned.plan.settings.plugins.disable:
        if name not in planned.registry.switched_off:
            known = tuple(sorted(installed))
            yield unknown_disabled(name, known, places.get("plugins.disable"))
