"""Metrics beside the graph: what each reads, and how they leave the stages that compute."""

from __future__ import annotations

from collections.abc import Collection

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import METRICS, OBJECTIVE, SOURCE, FlatGraph, FlatStage
from graphnet.graph.look_up import Found
from graphnet.graph.plan import PlannedStage, Wire
from graphnet.graph.rules.broken_plugin import broken_expansion
from graphnet.graph.rules.unwired_input import unwired_input
from graphnet.graph.wire import resolve_wire
from graphnet.spec.spec import MetricSpec, Spec, WireSpec
from graphnet.values import evolve


def wire_metrics(spec: Spec, graph: FlatGraph, found: Found) -> tuple[FlatGraph, Diagnostics]:
    """The graph with every metric wired: to what it names, else to what the objective compares."""
    stages, problems = dict(graph.stages), list[Diagnostic]()
    for metric in spec.metrics:
        stage = found.metrics.get(metric.stage.name)
        if stage is None:
            continue
        if stage.declared.expansion is not None:
            why = "a metric is one module, and this one is a composite"
            problems.append(broken_expansion(stage.type.name, why, stage.place))
            continue
        inputs, refused = _inputs(metric, stage, graph, found)
        problems += refused
        written = (("main", metric.prediction), ("target", metric.target))
        named = tuple((port, wire) for port, wire in written if wire is not None)
        stages[stage.path] = evolve(stage, inputs=inputs, spec=evolve(stage.spec, inputs=named))
    return evolve(graph, stages=stages), tuple(problems)


def _inputs(
    metric: MetricSpec, stage: FlatStage, graph: FlatGraph, found: Found
) -> tuple[dict[str, Wire], Diagnostics]:
    """What feeds one metric: prediction and target, and its other ports by name of the source's."""
    target = graph.target
    if _compares_nothing(graph) and SOURCE in graph.stages:
        target = Wire(SOURCE)
    ends = {
        "main": _end(metric.prediction, graph.prediction, graph, found),
        "target": _end(metric.target, target, graph, found),
    }
    fed: dict[str, Wire] = {}
    problems: list[Diagnostic] = []
    for port, node in stage.declared.contract.inputs:
        wire, refused = ends.get(port, (_offer(port, graph), ()))
        problems += refused
        if wire is not None:
            fed[port] = wire
        elif port not in ends and not node.optional and SOURCE in graph.stages:
            problems.append(unwired_input(stage.path, port, stage.spec.name_at))
    return fed, tuple(problems)


def _compares_nothing(graph: FlatGraph) -> bool:
    """Whether nothing says what is compared."""
    return OBJECTIVE not in graph.stages


def _end(
    written: WireSpec | None, default: Wire | None, graph: FlatGraph, found: Found
) -> tuple[Wire | None, Diagnostics]:
    """The wire a metric names, which may be the objective's, or the one it takes by default."""
    if written is None:
        return default, ()
    if written.stage == OBJECTIVE and OBJECTIVE in graph.stages:
        return Wire(OBJECTIVE, written.port or "main"), ()
    return resolve_wire(written, graph.stages, found.holes)


def _offer(port: str, graph: FlatGraph) -> Wire | None:
    source = graph.stages.get(SOURCE)
    if source is not None and port in dict(source.declared.contract.outputs):
        return Wire(SOURCE, port)
    return None


def feeders_of_metrics(spec: Spec, lost: Collection[str]) -> frozenset[str]:
    """The stages that refused metrics would have read: they lead somewhere."""
    refused = (metric for metric in spec.metrics if metric.stage.name in lost)
    wires = (wire for metric in refused for wire in (metric.prediction, metric.target))
    return frozenset(wire.stage for wire in wires if wire is not None)


def without_metrics(
    stages: tuple[PlannedStage, ...],
) -> tuple[tuple[PlannedStage, ...], tuple[PlannedStage, ...]]:
    """The stages of the graph, and the metrics beside it."""
    metrics = tuple(stage for stage in stages if stage.path.startswith(METRICS))
    rest = tuple(stage for stage in stages if not stage.path.startswith(METRICS))
    return rest, metrics
