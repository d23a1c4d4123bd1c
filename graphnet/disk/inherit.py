"""Whose weights a new run begins with: found, and compared stage by stage, without a tensor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from attrs import field

from graphnet.diagnostics import Diagnostic, Diagnostics, Edit, Fix
from graphnet.disk.compare import Shape, declared_shapes
from graphnet.disk.defaults import key_of
from graphnet.disk.meaning import differences, stages_of
from graphnet.disk.past import Past, past_of
from graphnet.disk.planned import Planned
from graphnet.disk.rules.init_meaning import OtherOption, option_differs, type_differs
from graphnet.disk.rules.init_misfit import RULE as MISFIT
from graphnet.disk.rules.init_misfit import Misfit, SizeGap, init_misfit
from graphnet.disk.rules.init_not_found import init_not_found
from graphnet.disk.rules.init_stage_missing import not_in_source, not_in_spec
from graphnet.disk.rules.nothing_to_take import names_no_stage, nothing_to_take
from graphnet.disk.run import is_run, open_run
from graphnet.disk.weights import Weights, find_weights
from graphnet.graph.flat import FlatStage
from graphnet.spec.origins import item_places, places
from graphnet.spec.settings import InitSettings
from graphnet.spec.tree import Scalar, Table
from graphnet.text import Span
from graphnet.values import frozen

KEY = "train.init"
SHOWN = 3


@frozen(kw_only=True)
class Inherited:
    """Weights to begin with: the stages that take theirs, those that do not, and the tensors."""

    weights: Weights
    stages: tuple[str, ...]
    fresh: tuple[str, ...]
    tensors: tuple[str, ...]


def find_inherited(planned: Planned) -> tuple[Inherited | None, Diagnostics]:
    """What `[train] init` asks for; None where it asks for nothing or is refused."""
    init = planned.spec.settings.train.init
    if init is None:
        return None, ()
    weights, problems = _weights(planned, init)
    if weights is None:
        return None, problems
    look = _Look(planned=planned, init=init, weights=weights)
    names, refused = look.names()
    refused += look.refusals(names)
    if refused:
        return None, problems + refused
    return look.inherited(names), problems


def _weights(planned: Planned, init: InitSettings) -> tuple[Weights | None, Diagnostics]:
    """The weights at the path, which starts at the spec's folder.

    The spec in a run's own folder is not where the path was written: the run noted what it found.
    """
    folder = Path(planned.spec.text.path).parent
    path = _noted(planned) or folder / init.run
    if path.exists():
        return find_weights(path)
    near = Path(init.run)
    meant = near if is_run(near) or near.is_file() else None
    at = planned.spec.settings.places.get(f"{KEY}.run")
    return None, (init_not_found(path, meant, folder, at),)


def _noted(planned: Planned) -> Path | None:
    """The file that a run began with, where the spec is the one in its folder."""
    path = Path(planned.spec.text.path)
    opened, _ = open_run(path.parent)
    if opened is None or opened.run.resolved != path or opened.run.lock.init is None:
        return None
    return Path(opened.run.lock.init.file)


@frozen(kw_only=True)
class _Look:
    """A spec beside the weights it would begin with: shapes by stage, ours and theirs."""

    planned: Planned
    init: InitSettings
    weights: Weights
    ours: Mapping[str, Mapping[str, Shape]] = field(init=False)
    theirs: Mapping[str, Mapping[str, Shape]] = field(init=False)
    past: Past = field(init=False)
    flat: Mapping[str, FlatStage] = field(init=False)

    def __attrs_post_init__(self) -> None:
        found = {name: tensor.shape for name, tensor in self.weights.header.tensors.items()}
        object.__setattr__(self, "ours", _by_stage(declared_shapes(self.planned.plan)))
        object.__setattr__(self, "theirs", _by_stage(found))
        object.__setattr__(self, "past", past_of(self.weights, self.planned.registry))
        object.__setattr__(self, "flat", stages_of(self.planned))

    def names(self) -> tuple[tuple[str, ...], Diagnostics]:
        """The stages that are to take their weights."""
        both = [name for name in self.ours if name in self.theirs]
        at = self._place("")
        if self.init.stages is None:
            none = nothing_to_take(self.init.run, self.ours.keys(), self.theirs.keys(), at)
            return tuple(both), () if both else (none,)
        if not self.init.stages:
            return (), (names_no_stage(self._place(".stages")),)
        asked = tuple(dict.fromkeys(self.init.stages))
        return tuple(n for n in asked if n in both), tuple(self._strangers(both))

    def _strangers(self, both: list[str]) -> Iterator[Diagnostic]:
        """What is wrong with the names that are written."""
        spans = item_places(self.planned.spec.tree, f"{KEY}.stages")
        for name, at in zip_longest(self.init.stages or (), spans):
            if name not in self.ours:
                yield not_in_spec(name, both, at)
            elif name not in self.theirs:
                yield not_in_source(name, self.init.run, self.theirs.keys(), at)

    def refusals(self, names: tuple[str, ...]) -> Diagnostics:
        """Why stages cannot take their weights; a size that is behind several is said once."""
        good = [name for name in names if not any(self._problems(name, None))]
        without = self._only(good)
        found: list[Diagnostic] = []
        said: set[tuple[SizeGap, ...]] = set()
        for name in names:
            gaps = tuple(self._gaps(self.ours[name], self.theirs[name]))
            problems = tuple(self._problems(name, without))
            if any(each.rule is MISFIT for each in problems) and gaps:
                problems = () if gaps in said else problems
                said.add(gaps)
            found += problems
        return tuple(found)

    def _problems(self, name: str, without: Fix | None) -> Iterator[Diagnostic]:
        """Why one stage cannot take its weights: its type, else its options, else its shapes."""
        source = self.init.run
        at = places(self.planned.spec.tree).get(f"{key_of(name)}.use")
        stage, theirs = self.flat.get(name), self.past.types.get(name)
        if stage is not None and theirs not in (None, stage.type.name) and at is not None:
            yield type_differs(name, source, (stage.type.name, theirs or ""), at)
            return
        others = () if stage is None else differences(stage, self.past, self.planned)
        found = [
            OtherOption(stage=name, source=source, key=d.key, ours=d.ours, theirs=d.theirs, at=d.at)
            for d in (others if self.past.options else ())
        ]
        yield from (option_differs(option, at, without) for option in found)
        if not found and self._differ(name):
            yield init_misfit(self._misfit(name, at), without)

    def _differ(self, name: str) -> bool:
        """Whether tensors of a stage are missing, others, or more than the stage has a place for.

        A stage of the same type and options may keep more than it learns.
        """
        ours, theirs = self.ours[name], self.theirs[name]
        if any(theirs.get(each) != shape for each, shape in ours.items()):
            return True
        more = theirs.keys() - ours.keys()
        return bool(more & self._tied() if name in self.past.types else more)

    def _tied(self) -> frozenset[str]:
        """The parameters that are another stage's here."""
        stages = self.planned.plan.stages
        own = ((stage.path, p) for stage in stages for p in stage.parameters)
        return frozenset(f"{path}.{p.name}" for path, p in own if p.tied_to is not None)

    def _misfit(self, name: str, at: Span | None) -> Misfit:
        ours, theirs = self.ours[name], self.theirs[name]
        lines = [
            f"`{each}` is {_shape(ours.get(each))} here, {_shape(theirs.get(each))} there"
            for each in dict.fromkeys((*ours, *theirs))
            if ours.get(each) != theirs.get(each)
        ]
        rest = len(lines) - SHOWN
        more = (f"{rest} more tensor{'s differ' if rest > 1 else ' differs'}",) if rest > 0 else ()
        gaps = tuple(self._gaps(ours, theirs))
        return Misfit(
            stage=name, source=self.init.run, at=at, notes=(*lines[:SHOWN], *more), gaps=gaps
        )

    def _gaps(self, ours: Mapping[str, Shape], theirs: Mapping[str, Shape]) -> Iterator[SizeGap]:
        """The sizes of the spec that are others there and stand on an axis that differs."""
        axes = {
            pair
            for name in ours
            for pair in zip(ours[name], theirs.get(name, ()), strict=False)
            if pair[0] != pair[1]
        }
        for name, number in self.planned.plan.sizes.items():
            then = self.past.sizes.get(name, number)
            if then != number and any(a * then == b * number for a, b in axes):
                yield SizeGap(name, number, then, _number_place(self.planned.spec.tree, name))

    def _only(self, good: list[str]) -> Fix | None:
        """How to take the stages that can be taken, and no others."""
        if not good:
            return None
        text = json.dumps(good, ensure_ascii=False)
        return Fix(f"take the others only: `stages = {text}`", self._edits(text))

    def _edits(self, text: str) -> tuple[Edit, ...]:
        if self.init.stages is not None:
            at = self._place(".stages")
            return () if at is None else (Edit(at, text),)
        at = self._place(".run")
        return () if at is None else (Edit(at, f"{at.text}{_between(self._place(''))}{text}"),)

    def _place(self, key: str) -> Span | None:
        return self.planned.spec.settings.places.get(f"{KEY}{key}")

    def inherited(self, names: tuple[str, ...]) -> Inherited:
        """What is taken by these stages."""
        return Inherited(
            weights=self.weights,
            stages=names,
            fresh=tuple(name for name in self.ours if name not in names),
            tensors=tuple(each for name in names for each in self.ours[name]),
        )


def _between(init: Span | None) -> str:
    """What stands between the run and the stages, in an inline table or in one of its own."""
    is_inline = init is not None and init.text.startswith("{")
    return ", stages = " if is_inline else "\nstages = "


def _by_stage(shapes: Mapping[str, Shape]) -> Mapping[str, Mapping[str, Shape]]:
    """Shapes by stage of the spec; tensors of no stage are left out."""
    found: dict[str, dict[str, Shape]] = {}
    for name, shape in shapes.items():
        stage, dot, _ = name.partition(".")
        if dot:
            found.setdefault(stage, {})[name] = shape
    return found


def _number_place(tree: Table, name: str) -> Span | None:
    """Where a size is written as a number."""
    sizes = tree.find("sizes")
    entry = sizes.value.find(name) if sizes and isinstance(sizes.value, Table) else None
    match None if entry is None else entry.value:
        case Scalar(int(), at):
            return at
        case _:
            return None


def _shape(shape: Shape | None) -> str:
    return "not there" if shape is None else f"({', '.join(map(str, shape))})"
