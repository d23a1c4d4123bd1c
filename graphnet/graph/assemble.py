"""The last arrow of planning: a solved graph becomes planned stages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from graphnet.contract.polynomial import Polynomial, Symbol, constant
from graphnet.contract.syntax import Axis
from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.declare import DeclaredParameter
from graphnet.graph.delay import DELAY, DelayOptions
from graphnet.graph.flat import SHIFT, FlatGraph, FlatStage
from graphnet.graph.names import names_of_contract
from graphnet.graph.plan import PlannedParameter, PlannedPort, PlannedStage, Timing, Wire
from graphnet.graph.rules.cannot_infer import cannot_infer, free_parameter
from graphnet.graph.side import size_of, stage_reader
from graphnet.graph.sizes import is_hole
from graphnet.graph.solve import Solved


def find_open_sizes(graph: FlatGraph, solved: Solved) -> Diagnostics:
    """Sizes that nothing decided, one diagnostic for each stage of the spec."""
    found: dict[str, Diagnostic] = {}
    for stage in graph.stages.values():
        names = _open_names(stage, solved)
        if names and not stage.spec.is_damaged and stage.folded not in found:
            found[stage.folded] = cannot_infer(stage.path, names, stage.place)
    return tuple(found.values())


def find_free_parameters(graph: FlatGraph, solved: Solved) -> Diagnostics:
    """Free sizes that parameters would have, each set of them once, at the first stage."""
    found: dict[tuple[str, ...], Diagnostic] = {}
    for stage in graph.stages.values():
        for declared in stage.declared.parameters:
            sizes = _sizes(declared, stage, solved)
            free = tuple(sorted({which.name for size in sizes for which in size.symbols}))
            if free and free not in found:
                name = declared.parameter.name
                found[free] = free_parameter(stage.path, name, free, stage.place)
    return tuple(found.values())


def _open_names(stage: FlatStage, solved: Solved) -> tuple[str, ...]:
    names = dict.fromkeys(name.text for name in names_of_contract(stage.declared.contract))
    return tuple(name for name in names if _is_open(solved, Symbol(name, stage.path)))


def _is_open(solved: Solved, private: Symbol) -> bool:
    value = solved.bindings.value(private)
    return not is_hole(value) and any(symbol.owner == private.owner for symbol in value.symbols)


def assemble(
    graph: FlatGraph, solved: Solved, order: tuple[str, ...], rates: Mapping[str, Fraction]
) -> tuple[PlannedStage, ...]:
    """Every stage that computes, in order; composites leave only what they were opened into."""
    stages = (graph.stages[path] for path in order if not graph.stages[path].is_composite)
    return tuple(_planned(stage, graph, solved, rates) for stage in stages)


def _planned(
    stage: FlatStage, graph: FlatGraph, solved: Solved, rates: Mapping[str, Fraction]
) -> PlannedStage:
    reader = stage_reader(stage.path, solved.bindings)
    declared = stage.declared
    start = None if declared.start is None else size_of(declared.start, reader.value).as_int
    return PlannedStage(
        path=stage.path,
        use=stage.type.name,
        summary=stage.type.summary,
        options=stage.options,
        sizes=_solved_sizes(stage, solved),
        inputs={port: graph.executed(wire) for port, wire in stage.inputs.items()},
        takes=_resolved(solved.takes[stage.path], solved),
        gives=_resolved(solved.gives[stage.path], solved),
        parameters=tuple(_parameter(p, stage, solved) for p in declared.parameters),
        flops=size_of(declared.flops, reader.value),
        activations=size_of(declared.activations, reader.value),
        timing=declared.timing,
        rate=rates.get(stage.path, Fraction(0)),
        implementation=declared.implementation or "",
        start=start,
        sink=declared.sink,
    )


def _solved_sizes(stage: FlatStage, solved: Solved) -> dict[str, int]:
    values = {
        name.text: solved.bindings.value(Symbol(name.text, stage.path)).as_int
        for name in names_of_contract(stage.declared.contract)
    }
    return {name: value for name, value in values.items() if value is not None}


def _resolved(ports: Mapping[str, PlannedPort], solved: Solved) -> dict[str, PlannedPort]:
    return {name: solved.bindings.resolve_port(port) for name, port in ports.items()}


def _sizes(declared: DeclaredParameter, stage: FlatStage, solved: Solved) -> tuple[Polynomial, ...]:
    """The sizes of a parameter's axes."""
    reader = stage_reader(stage.path, solved.bindings)
    axes = (axis for axis in declared.shape if isinstance(axis, Axis))
    return tuple(size_of(axis.dim, reader.value) for axis in axes)


def _parameter(declared: DeclaredParameter, stage: FlatStage, solved: Solved) -> PlannedParameter:
    """A parameter with its shape in numbers: `find_free_parameters` has refused the rest."""
    shape = tuple(size.as_int or 0 for size in _sizes(declared, stage, solved))
    return PlannedParameter(
        name=declared.parameter.name, shape=shape, group=declared.parameter.group
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
        implementation="graphnet.build.delay:Delay",
    )
    return (*stages[: index + 1], shift, *stages[index + 1 :])
