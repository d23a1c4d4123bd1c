"""A checkpoint of somebody else's against a planned spec, as an importer sees the two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from attrs import evolve, field

from graphnet.diagnostics import Diagnostics
from graphnet.disk.native import NATIVE
from graphnet.disk.rules.importer_broken import importer_fails, importer_invents
from graphnet.disk.rules.importer_unknown import importer_unknown
from graphnet.graph.plan import Plan
from graphnet.plugin.imports import (
    Filling,
    ForeignWeights,
    ImportModel,
    ImportStage,
    Match,
    Matcher,
)
from graphnet.plugin.load import load_attribute
from graphnet.plugin.types import ImporterType
from graphnet.registry import Registry
from graphnet.values import frozen


@frozen
class Importer:
    """An importer that was built."""

    type: ImporterType
    matcher: Matcher


@frozen(kw_only=True)
class Allowed:
    """What may be left: stages whose parameters may begin afresh, names that may go unused."""

    missing: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@frozen(kw_only=True)
class Matching:
    """What becomes of every parameter of a plan and every tensor of a checkpoint.

    `fillings` are by parameter, in the model's order; `missing` and `unused` are not allowed for,
    `fresh` and `dropped` are.
    """

    importer: Importer
    wanted: Mapping[str, tuple[int, ...]]
    fillings: Mapping[str, Filling]
    missing: tuple[str, ...]
    fresh: tuple[str, ...]
    unused: tuple[str, ...]
    dropped: tuple[str, ...]
    aside: Mapping[str, str] = field(factory=dict)
    match: Match = Match()

    @property
    def reshaped(self) -> tuple[Filling, ...]:
        """Fillings that come out in another shape than their parameter has."""
        return tuple(f for f in self.fillings.values() if f.shape != self.wanted[f.parameter])

    @property
    def is_whole(self) -> bool:
        """Whether everything has its place."""
        return not (self.missing or self.unused or self.reshaped or self.match.refusals)


def find_importers(registry: Registry, name: str = "") -> tuple[tuple[Importer, ...], Diagnostics]:
    """The importer of a name, or all of them."""
    types = {NATIVE.name: NATIVE, **registry.importers}
    if name and name not in types:
        return (), (importer_unknown(name, tuple(types)),)
    found: list[Importer] = []
    problems: Diagnostics = ()
    for each in types.values() if not name else (types[name],):
        build, broken = load_attribute(each.implementation, each.name)
        problems += broken
        if build is not None:
            found.append(Importer(each, cast(Matcher, build())))
    return tuple(found), problems


def match_with(
    importer: Importer, weights: ForeignWeights, plan: Plan, allowed: Allowed
) -> tuple[Matching | None, Diagnostics]:
    """What an importer makes of a checkpoint; a match that breaks the rules is refused."""
    model = _model_of(plan)
    try:
        match = importer.matcher.match(weights, model)
    except Exception as problem:  # noqa: BLE001  # a plugin may fail in any way
        return None, (importer_fails(importer.type.name, problem),)
    known = {f"{s.path}.{name}" for s in model.stages for name in s.parameters}
    invented = _invented(match, known, weights)
    if invented:
        return None, (importer_invents(importer.type.name, invented),)
    return _matching(importer, match, weights, plan, allowed), ()


def _invented(match: Match, known: set[str], weights: ForeignWeights) -> tuple[str, ...]:
    """Parameters and tensors of a match that do not exist, or are filled twice."""
    names = [filling.parameter for filling in match.fillings]
    tensors = {name for filling in match.fillings for name in filling.sources} | {*match.aside}
    return (
        *sorted(name for name in {*names} if name not in known or names.count(name) > 1),
        *sorted(tensors - {*weights.tensors}),
    )


def _matching(
    importer: Importer, match: Match, weights: ForeignWeights, plan: Plan, allowed: Allowed
) -> Matching:
    wanted = {
        f"{stage.path}.{parameter.name}": parameter.shape
        for stage in plan.stages
        for parameter in stage.parameters
        if parameter.tied_to is None
    }
    by_name = {filling.parameter: _rounded(filling, weights, plan) for filling in match.fillings}
    used = {name for filling in match.fillings for name in filling.sources}
    lacking = [name for name in wanted if name not in by_name]
    left = [name for name in weights.tensors if name not in used and name not in match.aside]
    fresh = tuple(name for name in lacking if _is_in(name, allowed.missing))
    dropped = tuple(name for name in left if name.startswith(allowed.unused))
    return Matching(
        importer=importer,
        wanted=wanted,
        fillings={name: by_name[name] for name in wanted if name in by_name},
        missing=tuple(name for name in lacking if name not in {*fresh}),
        fresh=fresh,
        unused=tuple(name for name in left if name not in {*dropped}),
        dropped=dropped,
        aside=match.aside,
        match=match,
    )


def _rounded(filling: Filling, weights: ForeignWeights, plan: Plan) -> Filling:
    """The filling, which is a conversion too where the model keeps fewer digits."""
    wide = any(weights.tensors[name].dtype == "float64" for name in filling.sources)
    if filling.reason or not wide or plan.settings.train.precision == "float64":
        return filling
    return evolve(filling, reason="rounded from float64 to float32")


def _is_in(name: str, stages: tuple[str, ...]) -> bool:
    return any(name.startswith(f"{stage}.") for stage in stages)


def _model_of(plan: Plan) -> ImportModel:
    return ImportModel(
        stages=tuple(
            ImportStage(
                path=stage.path,
                use=stage.use,
                options=stage.options,
                parameters={parameter.name: parameter.shape for parameter in stage.parameters},
            )
            for stage in plan.stages
        ),
        composites=plan.composites,
    )
