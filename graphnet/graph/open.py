"""Composites opened: each becomes the stages its expansion lists, wired among themselves."""

from __future__ import annotations

from attrs import evolve, frozen

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.declare import declare
from graphnet.graph.delay import DELAY
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.rules.broken_plugin import broken_declaration, broken_expansion
from graphnet.plugin.types import Inner, StageType
from graphnet.registry import Registry


def open_composites(graph: FlatGraph, registry: Registry) -> tuple[FlatGraph, Diagnostics]:
    """Replace nothing and add everything: each composite stays and its inner stages follow it."""
    opened: dict[str, FlatStage] = {}
    found: list[Diagnostic] = []
    waiting = list(reversed([*graph.stages.values()]))
    while waiting:
        stage = waiting.pop()
        inner, problems = _inner_stages(stage, registry)
        found += problems
        ending = inner[-1].path if inner else None
        opened[stage.path] = evolve(stage, ending=ending)
        waiting += reversed(inner)
    return evolve(graph, stages=opened), tuple(found)


def _inner_stages(
    stage: FlatStage, registry: Registry
) -> tuple[tuple[FlatStage, ...], Diagnostics]:
    expansion = stage.declared.expansion
    inner: list[FlatStage] = []
    for entry in expansion.stages if expansion is not None else ():
        opened, problem = _open_inner(_Place(stage, entry, tuple(inner)), registry)
        if opened is None:
            return (), problem
        inner.append(opened)
    return tuple(inner), ()


@frozen
class _Place:
    """An entry of an expansion, the composite it belongs to, and what came before it."""

    outer: FlatStage
    entry: Inner
    before: tuple[FlatStage, ...]

    def wires(self) -> dict[str, Wire]:
        given = self.entry.inputs
        if given is None:
            return {"main": Wire(self.before[-1].path) if self.before else self._wire("in.main")}
        return {port: self._wire(reference) for port, reference in given.items()}

    def _wire(self, reference: str) -> Wire:
        """A reference inside an expansion: `in.port`, an inner stage, or one of its ports."""
        if reference.startswith("in."):
            return Wire(self.outer.path, reference)
        path = f"{self.outer.path}.{reference}"
        if any(stage.path == path for stage in self.before):
            return Wire(path)
        head, _, port = path.rpartition(".")
        return Wire(head, port)


def _open_inner(place: _Place, registry: Registry) -> tuple[FlatStage | None, Diagnostics]:
    outer, entry = place.outer, place.entry
    at = outer.spec.use.at if outer.spec.use is not None else outer.spec.name_at
    stage_type = _inner_type(entry.use, registry)
    if stage_type is None:
        reason = f"it expands to `{entry.use}`, which no installed plugin offers"
        return None, (broken_expansion(outer.type.name, reason, at),)
    options = entry.options if entry.options is not None else stage_type.options()
    declared, problems = declare(stage_type, options)
    if declared is None:
        return None, (broken_declaration(stage_type.name, problems, at),)
    opened = FlatStage(
        path=f"{outer.path}.{entry.name}",
        type=stage_type,
        options=options,
        declared=declared,
        spec=outer.spec,
        inputs=place.wires(),
        is_inner=True,
    )
    return opened, ()


def _inner_type(use: str, registry: Registry) -> StageType | None:
    return DELAY if use == DELAY.name else registry.stages.get(use)
