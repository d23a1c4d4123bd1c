"""The last arrow of planning: a solved graph becomes planned stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from graphnet.contract.polynomial import Polynomial, Symbol, constant
from graphnet.contract.syntax import Axis
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.declare import DeclaredParameter
from graphnet.graph.delay import DELAY, DelayOptions
from graphnet.graph.flat import SHIFT, FlatGraph, FlatStage
from graphnet.graph.formulas import Formulas
from graphnet.graph.names import names_of_contract
from graphnet.graph.plan import Kept, PlannedParameter, PlannedPort, PlannedStage, Timing, Wire
from graphnet.graph.rules.cannot_infer import cannot_infer, free_parameter
from graphnet.graph.sizes import is_hole
from graphnet.graph.solve import Solved
from graphnet.values import evolve


def find_open_sizes(
    graph: FlatGraph, order: tuple[str, ...], solved: Solved, known: Collection[str] = ()
) -> Diagnostics:
    """Sizes that nothing decided, one diagnostic for each stage of the spec.

    A size that several stages share is asked of the first. Nothing is said of stages that read,
    directly or not, what was refused. `known` are the sizes that the spec has.
    """
    found: dict[str, Diagnostic] = {}
    lost = _lost(graph, order)
    told: set[Symbol] = set()
    for path in order:
        stage = graph.stages[path]
        opened = {} if path in lost else _open_names(stage, solved)
        names = tuple(
            name
            for name, which in opened.items()
            if not which <= told and all(symbol.owner not in lost for symbol in which)
        )
        if names and stage.folded not in found:
            found[stage.folded] = cannot_infer(stage.path, names, stage.place, known)
        told.update(*opened.values())
    return tuple(found.values())


def _lost(graph: FlatGraph, order: tuple[str, ...]) -> frozenset[str]:
    """The stages that were refused, and those that read them."""
    lost: set[str] = set()
    for path in order:
        stage = graph.stages[path]
        if stage.spec.is_damaged or not _is_fed(stage) or lost & _feeders(stage):
            lost.add(path)
    return frozenset(lost)


def _is_fed(stage: FlatStage) -> bool:
    return all(port in stage.inputs or n.optional for port, n in stage.declared.contract.inputs)


def _feeders(stage: FlatStage) -> set[str]:
    return {wire.stage for wire in stage.inputs.values()}


def find_free_parameters(graph: FlatGraph, solved: Solved) -> Diagnostics:
    """Free sizes that parameters would have, each set of them once, at the first stage."""
    found: dict[tuple[str, ...], Diagnostic] = {}
    for stage in graph.stages.values():
        for declared in stage.declared.parameters:
            sizes = _sizes(declared, stage, solved.formulas)
            known = (size for size in sizes if not is_hole(size))  # the rest was refused already
            free = tuple(sorted({which.name for size in known for which in size.symbols}))
            if free and free not in found:
                name = declared.parameter.name
                found[free] = free_parameter(stage.path, name, free, stage.place)
    return tuple(found.values())


def _open_names(stage: FlatStage, solved: Solved) -> dict[str, frozenset[Symbol]]:
    """The stage's sizes that nothing decided, with the private ones they are made of."""
    names = dict.fromkeys(name.text for name in names_of_contract(stage.declared.contract))
    opened = {name: _undecided(solved, Symbol(name, stage.path)) for name in names}
    return {name: which for name, which in opened.items() if which}


def _undecided(solved: Solved, private: Symbol) -> frozenset[Symbol]:
    value = solved.bindings.value(private)
    private_ones = frozenset(symbol for symbol in value.symbols if symbol.owner)
    return frozenset() if is_hole(value) else private_ones


def assemble(
    graph: FlatGraph, solved: Solved, order: tuple[str, ...], rates: Mapping[str, Fraction]
) -> tuple[PlannedStage, ...]:
    """Every stage that computes, in order; composites leave only what they were opened into."""
    stages = (graph.stages[path] for path in order if not graph.stages[path].is_composite)
    return tuple(_planned(stage, graph, solved, rates) for stage in stages)


def _planned(
    stage: FlatStage, graph: FlatGraph, solved: Solved, rates: Mapping[str, Fraction]
) -> PlannedStage:
    formulas, declared = solved.formulas, stage.declared
    start = None if declared.start is None else formulas.size(declared.start, stage).as_int
    return PlannedStage(
        path=stage.path,
        use=stage.type.name,
        summary=stage.type.summary,
        options=stage.options,
        sizes=_solved_sizes(stage, solved),
        inputs={port: graph.executed(wire) for port, wire in stage.inputs.items()},
        takes=_resolved(solved.takes[stage.path], solved),
        gives=_resolved(solved.gives[stage.path], solved),
        parameters=tuple(_parameter(p, stage, formulas) for p in declared.parameters),
        flops=formulas.size(declared.flops, stage),
        activations=formulas.size(declared.activations, stage),
        kept=_kept(stage, formulas),
        timing=declared.timing,
        rate=rates.get(stage.path, Fraction(0)),
        implementation=declared.implementation or "",
        start=start,
        sink=declared.sink,
        mapped=stage.is_mapped,
        scan=declared.scan,
        inverse=declared.inverse,
    )


def _kept(stage: FlatStage, formulas: Formulas) -> Kept | None:
    """What a stage keeps between batches, None where that is nothing."""
    formula = stage.declared.kept
    kept = formulas.size(formula, stage)
    return None if kept == constant(0) else Kept(kept, formula.at.text)


def _solved_sizes(stage: FlatStage, solved: Solved) -> dict[str, int]:
    """Sizes by the declaration's names; the fields of a record must agree on one."""
    values: dict[str, set[int | None]] = {}
    for name in names_of_contract(stage.declared.contract):
        own = name.text.rpartition(".")[2] if stage.is_mapped else name.text
        value = solved.bindings.value(Symbol(name.text, stage.path)).as_int
        values.setdefault(own, set()).add(value)
    single = {name: found.pop() for name, found in values.items() if len(found) == 1}
    return {name: value for name, value in single.items() if value is not None}


def _resolved(ports: Mapping[str, PlannedPort], solved: Solved) -> dict[str, PlannedPort]:
    return {name: solved.bindings.resolve_port(port) for name, port in ports.items()}


def _sizes(
    declared: DeclaredParameter, stage: FlatStage, formulas: Formulas
) -> tuple[Polynomial, ...]:
    """The sizes of a parameter's axes."""
    axes = (axis for axis in declared.shape if isinstance(axis, Axis))
    return tuple(formulas.size(axis.dim, stage) for axis in axes)


def _parameter(
    declared: DeclaredParameter, stage: FlatStage, formulas: Formulas
) -> PlannedParameter:
    """A parameter with its shape in numbers: `find_free_parameters` has refused the rest."""
    shape = tuple(size.as_int or 0 for size in _sizes(declared, stage, formulas))
    return PlannedParameter(
        name=declared.parameter.name,
        shape=shape,
        group=declared.parameter.group,
    )


def with_shift(
    stages: tuple[PlannedStage, ...], target: Wire, start: int | None
) -> tuple[PlannedStage, ...]:
    """The stages with the plan's own delay behind the target's stage."""
    index = next(i for i, stage in enumerate(stages) if stage.path == target.stage)
    port = stages[index].gives[target.port]
    nothing: Polynomial = constant(0)
    shift = PlannedStage(
        path=SHIFT,
        use=DELAY.name,
        summary="the sequence one item late, so that each item is predicted from those before",
        options=DelayOptions(steps=1, start=float(start or 0)),
        sizes={},
        inputs={"main": target},
        takes={"main": port},
        gives={"main": evolve(port)},
        flops=nothing,
        activations=nothing,
        timing=Timing(causal=True, delay=1),
        rate=stages[index].rate,
        implementation="graphnet.build.delay:Delay",
    )
    return (*stages[: index + 1], shift, *stages[index + 1 :])
