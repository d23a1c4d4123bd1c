"""What solving says about time: effects over sizes as numbers, and which wires go on with it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from graphnet.contract.assumptions import compares
from graphnet.contract.lower import UnknownName, Unworkable, lower_where
from graphnet.graph.effects import open_effects, timing_of
from graphnet.graph.flat import SOURCE, FlatGraph, FlatStage
from graphnet.graph.plan import PlannedPort, Wire
from graphnet.graph.side import stage_reader
from graphnet.graph.sizes import is_hole
from graphnet.graph.solve import Solved
from graphnet.values import evolve, frozen


@frozen(slots=False)
class Paced:
    """A graph whose effects are numbers.

    `still` are the wires that carry nothing that goes on with time, such as a label; `untimed`
    are stages with effects over sizes that are no numbers, `refused` those that take what does not
    fit them. `is_exact` says whether the source keeps the values of its files.
    """

    graph: FlatGraph
    still: frozenset[Wire] = frozenset()
    untimed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    is_exact: bool = False

    @cached_property
    def still_stages(self) -> frozenset[str]:
        """The stages whose `main`, or a member of it, has no time axis."""
        return frozenset(wire.stage for wire in self.still if wire.port.split(".")[0] == "main")


def pace(graph: FlatGraph, solved: Solved) -> Paced:
    """Put solved sizes into the effects of a graph, and see which of its wires have a time axis."""
    stages = dict(graph.stages)
    untimed: set[str] = set()
    for path, stage in graph.stages.items():
        if open_effects(stage.declared.effects):
            paced = _paced(stage, solved)
            stages[path] = stage if paced is None else paced
            untimed |= {path} if paced is None else set()
    return Paced(
        evolve(graph, stages=stages),
        still=frozenset(_still(solved)),
        untimed=frozenset(untimed),
        refused=frozenset(_refused(solved)),
        is_exact=SOURCE in stages and _is_exact(stages[SOURCE], solved),
    )


def _is_exact(source: FlatStage, solved: Solved) -> bool:
    """Whether a source keeps values exactly, with the sizes it has."""
    promise = source.declared.lossless
    if isinstance(promise, bool):
        return promise
    relations = lower_where(promise, stage_reader(source.path, solved.bindings).value)
    if isinstance(relations, UnknownName | Unworkable):
        return False
    sides = ((r.left.as_int, r.operator, r.right.as_int) for r in relations)
    return all(
        left is not None and right is not None and compares(left, operator, right)
        for left, operator, right in sides
    )


def _paced(stage: FlatStage, solved: Solved) -> FlatStage | None:
    """A stage whose effects depend on its sizes, None where these are no numbers."""
    value = stage_reader(stage.path, solved.bindings).value
    effects = stage.declared.effects
    if open_effects(effects, value):
        return None
    return evolve(stage, declared=evolve(stage.declared, timing=timing_of(effects, value)))


def _refused(solved: Solved) -> Iterator[str]:
    """The stages of which nothing is known on an input: it was refused."""
    for path, ports in solved.takes.items():
        if any(p.axes and all(is_hole(axis.size) for axis in p.axes) for p in ports.values()):
            yield path


def _still(solved: Solved) -> Iterator[Wire]:
    source = solved.gives.get(SOURCE, {}).get("main")
    is_free = source is not None and _grows(source)
    for path, ports in solved.gives.items():
        for name, port in ports.items():
            is_known = not any(is_hole(axis.size) for axis in port.axes)
            if is_known and (port.time_axis is None or (is_free and not _grows(port))):
                yield Wire(path, name)


def _grows(port: PlannedPort) -> bool:
    """Whether a port has a time axis whose size is free."""
    axis = port.time_axis
    return axis is not None and port.axes[axis].size.as_int is None
