"""Everything installed plugins offer, found once and then fixed: a value, never a global."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points

import pluggy

from graphnet.plugin import hookspecs
from graphnet.plugin.types import (
    API_VERSION,
    BaselineType,
    ImporterType,
    PluginInfo,
    SinkType,
    StageType,
)
from graphnet.requirements import fits, name_of, needs_of, unmet, version_of
from graphnet.values import evolve, field, frozen

GROUP = "graphnet"


@frozen
class BrokenPlugin:
    """A plugin that is installed and cannot be used; `next` is what to do about it."""

    name: str
    distribution: str
    version: str
    reason: str
    next: str
    needs_other_api: bool = False


@frozen(kw_only=True)
class Registry:
    """What specs can use, by full name, and the plugins it comes from.

    `switched_off` gives the distribution of each plugin that is installed and was left out.
    """

    plugins: tuple[PluginInfo, ...] = ()
    broken: tuple[BrokenPlugin, ...] = ()
    switched_off: Mapping[str, str] = field(factory=dict)
    stages: Mapping[str, StageType] = field(factory=dict)
    sources: Mapping[str, StageType] = field(factory=dict)
    objectives: Mapping[str, StageType] = field(factory=dict)
    metrics: Mapping[str, StageType] = field(factory=dict)
    sinks: Mapping[str, SinkType] = field(factory=dict)
    baselines: Mapping[str, BaselineType] = field(factory=dict)
    importers: Mapping[str, ImporterType] = field(factory=dict)


def find_plugins(environ: Mapping[str, str], disable: Sequence[str] = ()) -> Registry:
    """Find, check and load every installed plugin; a broken one is recorded, the rest load.

    `GRAPHNET_PLUGINS` in `environ` names the only plugins to load (empty: none); `disable` names
    plugins to leave out. Both act before a plugin's module is imported.
    """
    only = environ.get("GRAPHNET_PLUGINS")
    wanted = None if only is None else {name.strip() for name in only.split(",")}
    points = sorted(entry_points(group=GROUP), key=lambda p: (p.name, _distribution(p)))
    off = {
        p.name: _distribution(p)
        for p in points
        if p.name in disable or (wanted is not None and p.name not in wanted)
    }
    return evolve(collect(p for p in points if p.name not in off), switched_off=off)


def read_types(registry: Registry) -> Registry:
    """The registry with every type read, which else waits until a spec uses it.

    Types that cannot be read are left out and their plugins recorded as broken.
    """
    kinds = registry.stages, registry.sources, registry.objectives, registry.metrics
    stages, sources, objectives, metrics = (
        {name: offered for name, offered in kind.items() if offered.flaw is None} for kind in kinds
    )
    found = (
        _with_flaw(info, offered, offered.flaw)
        for info in registry.plugins
        for kind in kinds
        for offered in kind.values()
        if offered.name in info.stages and offered.flaw is not None
    )
    return evolve(
        registry,
        broken=(*registry.broken, *found),
        stages=stages,
        sources=sources,
        objectives=objectives,
        metrics=metrics,
    )


def _with_flaw(info: PluginInfo, offered: StageType, flaw: BaseException) -> BrokenPlugin:
    return BrokenPlugin(
        info.name,
        info.distribution,
        info.version,
        f"`{offered.name}` cannot be used: {type(flaw).__name__}: {flaw}",
        f"pip install --upgrade {info.distribution}",
    )


def collect(points: Iterable[EntryPoint]) -> Registry:
    """The registry of some entry points, in their order."""
    registry = Registry()
    for point in points:
        registry = _with_plugin(registry, point)
    return registry


def _with_plugin(registry: Registry, point: EntryPoint) -> Registry:
    twin = next((p for p in registry.plugins if p.name == point.name), None)
    if twin is not None:
        if twin.distribution == _distribution(point):  # the same one, seen twice on the path
            return registry
        names = f"`{twin.distribution}` and `{_distribution(point)}`"
        return _with_broken(
            registry,
            point,
            f"two distributions provide the plugin `{point.name}`: {names}",
            f"pip uninstall {_distribution(point)}, or set GRAPHNET_PLUGINS",
        )
    try:
        missing = unmet(needs_of(point.dist)) if point.dist is not None else ""
        if missing:
            return _with_broken(registry, point, f"needs `{missing}`", f'pip install "{missing}"')
        return _with_offers(registry, point, importlib.import_module(point.module))
    except (Exception, SystemExit) as problem:  # noqa: BLE001  # a plugin may fail in any way
        reason = f"{type(problem).__name__}: {problem}"
        return _with_broken(registry, point, reason, f'python -c "import {point.module}"')


def _with_offers(registry: Registry, point: EntryPoint, module: object) -> Registry:
    needed = getattr(module, "GRAPHNET_API", None)
    if not _api_fits(needed):
        return _with_broken(
            registry,
            point,
            f"needs the plugin API {needed or '(states none)'}, this is {API_VERSION}",
            f"pip install --upgrade {_distribution(point)}",
            needs_other_api=True,
        )
    facade = _offers(point, module)
    info = PluginInfo(
        point.name,
        _distribution(point),
        _version(point),
        ((module.__doc__ or "").strip().splitlines() or [""])[0],
        tuple(offer.name for offer in facade.types),
        assumed=getattr(module, "GRAPHNET_ASSUMED", False) is True,
    )
    return evolve(
        registry,
        plugins=(*registry.plugins, info),
        stages={**registry.stages, **{s.name: s for s in facade.stages}},
        sources={**registry.sources, **{s.name: s for s in facade.sources}},
        objectives={**registry.objectives, **{s.name: s for s in facade.objectives}},
        metrics={**registry.metrics, **{s.name: s for s in facade.metrics}},
        sinks={**registry.sinks, **{s.name: s for s in facade.sinks}},
        baselines={**registry.baselines, **{b.name: b for b in facade.baselines}},
        importers={**registry.importers, **{i.name: i for i in facade.importers}},
    )


def _offers(point: EntryPoint, module: object) -> Offers:
    """What a module offers, asked by a pluggy manager of its own so that none disturbs another."""
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module, name=point.name)
    manager.check_pending()  # a misspelt hook would otherwise never be called
    offers = Offers.from_manager(manager)
    _refuse_names(point.name, offers)
    return offers


@frozen
class Offers:
    """What one plugin offers: pluggy's untyped hook calls behind typed fields."""

    stages: tuple[StageType, ...]
    sources: tuple[StageType, ...]
    objectives: tuple[StageType, ...]
    metrics: tuple[StageType, ...]
    sinks: tuple[SinkType, ...]
    baselines: tuple[BaselineType, ...]
    importers: tuple[ImporterType, ...]

    @property
    def types(self) -> tuple[StageType, ...]:
        """Everything a table of a spec can `use`."""
        return (*self.stages, *self.sources, *self.objectives, *self.metrics)

    @classmethod
    def from_manager(cls, manager: pluggy.PluginManager) -> Offers:
        """Call every hook once; each returns one list per plugin that implements it."""
        hook = manager.hook
        return cls(
            tuple(offer for offers in hook.graphnet_stages() for offer in offers),
            tuple(offer for offers in hook.graphnet_sources() for offer in offers),
            tuple(offer for offers in hook.graphnet_objectives() for offer in offers),
            tuple(offer for offers in hook.graphnet_metrics() for offer in offers),
            tuple(offer for offers in hook.graphnet_sinks() for offer in offers),
            tuple(offer for offers in hook.graphnet_baselines() for offer in offers),
            tuple(offer for offers in hook.graphnet_importers() for offer in offers),
        )


def _refuse_names(name: str, offers: Offers) -> None:
    """Refuse names that belong to another plugin, and names of two stages or two sources."""
    named = (
        *(s.name for s in offers.types),
        *(s.name for s in offers.sinks),
        *(b.name for b in offers.baselines),
        *(i.name for i in offers.importers),
    )
    foreign = [offer for offer in named if not offer.startswith(f"{name}.")]
    if foreign:
        raise ValueError(f"offers {', '.join(foreign)}; names must begin with `{name}.`")
    every = (offers.stages, offers.sources, offers.objectives, offers.metrics)
    for kind in (*every, offers.sinks, offers.baselines, offers.importers):
        names = [offer.name for offer in kind]
        if len({*names}) < len(names):
            raise ValueError(f"offers `{next(n for n in names if names.count(n) > 1)}` twice")


def _api_fits(needed: object) -> bool:
    if not isinstance(needed, str):
        return False
    try:
        return fits(API_VERSION, needed)
    except ValueError:  # these are no clauses
        return False


def _with_broken(
    registry: Registry,
    point: EntryPoint,
    reason: str,
    action: str,
    *,
    needs_other_api: bool = False,
) -> Registry:
    broken = BrokenPlugin(
        point.name, _distribution(point), _version(point), reason, action, needs_other_api
    )
    return evolve(registry, broken=(*registry.broken, broken))


def _distribution(point: EntryPoint) -> str:
    return name_of(point.dist) if point.dist is not None else ""


def _version(point: EntryPoint) -> str:
    return version_of(point.dist) if point.dist is not None else ""
