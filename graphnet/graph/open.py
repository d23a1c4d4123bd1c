"""Composites opened: each becomes the stages its expansion lists, wired among themselves."""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.declare import Declared, declare
from graphnet.graph.delay import DELAY
from graphnet.graph.flat import FlatGraph, FlatStage
from graphnet.graph.plan import Wire
from graphnet.graph.rules.broken_plugin import (
    broken_declaration,
    broken_expansion,
    unreadable_type,
)
from graphnet.plugin.types import Expansion, Inner, StageType
from graphnet.registry import Registry
from graphnet.values import evolve, frozen

DEEPEST = 16
"""How many composites may stand in each other; one that opens into itself has no end."""


def open_composites(graph: FlatGraph, registry: Registry) -> tuple[FlatGraph, Diagnostics]:
    """Replace nothing and add everything: each composite stays and its inner stages follow it.

    A composite whose expansion is broken stays as it is declared, so that what it feeds is checked.
    """
    opened: dict[str, FlatStage] = {}
    found: list[Diagnostic] = []
    waiting = [(stage, 0) for stage in reversed([*graph.stages.values()])]
    while waiting:
        stage, depth = waiting.pop()
        inner, problem = _inner_stages(stage, depth, registry)
        found += [] if problem is None else [problem]
        ending = inner[-1].path if inner else None
        opened[stage.path] = evolve(stage, ending=ending)
        waiting += ((each, depth + 1) for each in reversed(inner))
    return evolve(graph, stages=opened), tuple(found)


def _inner_stages(
    stage: FlatStage, depth: int, registry: Registry
) -> tuple[tuple[FlatStage, ...], Diagnostic | None]:
    """The stages a composite consists of, or the first thing that is wrong with its expansion."""
    expansion = stage.declared.expansion
    if expansion is None:
        return (), None
    reason = _flaw(stage, expansion, depth)
    if reason:
        return (), broken_expansion(stage.type.name, reason, stage.place)
    inner: dict[str, FlatStage] = {}
    for entry in expansion.stages:
        opened, problem = _open_inner(_Place(stage, entry, inner), registry)
        if opened is None:
            return (), problem
        inner[entry.name] = opened
    return tuple(inner.values()), None


def _flaw(stage: FlatStage, expansion: Expansion, depth: int) -> str:
    """What is wrong with an expansion as a whole, empty where nothing is."""
    names = [entry.name for entry in expansion.stages]
    if not names:
        return "it consists of no stages"
    if len({*names}) < len(names):
        return f"it has two stages `{next(n for n in names if names.count(n) > 1)}`"
    if dict(stage.declared.contract.outputs).keys() != {"main"}:
        return "a composite gives `main` and nothing else"
    return "it opens into itself without end" if depth >= DEEPEST else ""


@frozen
class _Place:
    """An entry of an expansion, the composite it belongs to, and what came before it."""

    outer: FlatStage
    entry: Inner
    before: dict[str, FlatStage]

    def references(self) -> dict[str, str]:
        """What the entry says feeds each port: by default the stage before it."""
        if self.entry.inputs is not None:
            return dict(self.entry.inputs)
        return {"main": next(reversed(self.before), "in.main")}

    def wire(self, reference: str) -> Wire | None:
        """The wire of a reference `in.port`, `stage` or `stage.port`; None where it is none."""
        head, _, port = reference.rpartition(".")
        if head == "in":
            known = port in dict(self.outer.declared.contract.inputs)
            return Wire(self.outer.path, reference) if known else None
        for name, output in ((reference, "main"), (head, port)):
            stage = self.before.get(name)
            if stage is not None and output in dict(stage.declared.contract.outputs):
                return Wire(stage.path, output)
        return None

    def is_fed(self, wire: Wire) -> bool:
        """Whether a wire carries something: a port of the composite may be fed by nothing."""
        return wire.stage != self.outer.path or wire.port.removeprefix("in.") in self.outer.inputs

    def refuse(self, reason: str) -> Diagnostic:
        """A diagnostic at the composite's place in the spec."""
        return broken_expansion(self.outer.type.name, reason, self.outer.place)


def _open_inner(place: _Place, registry: Registry) -> tuple[FlatStage | None, Diagnostic | None]:
    outer, entry = place.outer, place.entry
    stage_type = _inner_type(entry.use, registry)
    if stage_type is None:
        return None, place.refuse(f"it expands to `{entry.use}`, which no installed plugin offers")
    if stage_type.flaw is not None:
        return None, unreadable_type(stage_type, stage_type.flaw, outer.place)
    options = entry.options if entry.options is not None else stage_type.options()
    if not isinstance(options, stage_type.options):
        return None, place.refuse(f"the options of `{entry.name}` are not those of `{entry.use}`")
    declared, problems = declare(stage_type, options)
    if declared is None:
        return None, broken_declaration(stage_type.name, problems, outer.place)
    reason = next(_miswired(place, declared), "")
    if reason:
        return None, place.refuse(reason)
    wires = {port: place.wire(reference) for port, reference in place.references().items()}
    opened = FlatStage(
        path=f"{outer.path}.{entry.name}",
        type=stage_type,
        options=options,
        declared=declared,
        spec=outer.spec,
        inputs={port: wire for port, wire in wires.items() if wire and place.is_fed(wire)},
        is_inner=True,
    )
    return opened, None


def _miswired(place: _Place, declared: Declared) -> Iterator[str]:
    """What is wrong with the wires of an inner stage, in words."""
    name, given = place.entry.name, place.references()
    ports, outer = dict(declared.contract.inputs), place.outer.declared.contract.inputs
    optional = {f"in.{port}" for port, node in outer if node.optional}
    for port, reference in given.items():
        if port not in ports:
            yield f"`{name}` has no input port `{port}`"
        elif place.wire(reference) is None:
            yield f"`{name}` is fed by `{reference}`, which is not there"
        elif not ports[port].optional and reference in optional:
            yield f"`{name}` needs `{port}`, which comes from the optional `{reference}`"
    for port, node in ports.items():
        if port not in given and not node.optional:
            yield f"the input port `{port}` of `{name}` is fed by nothing"


def _inner_type(use: str, registry: Registry) -> StageType | None:
    return DELAY if use == DELAY.name else registry.stages.get(use)
