"""From spec to plan: the arrows of the walk in their order, each stepping around what broke."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from graphnet.diagnostics import Diagnostics, has_errors
from graphnet.graph.agreement import check_agreement, feeders_by_chain
from graphnet.graph.assemble import assemble, find_free_parameters, find_open_sizes, with_shift
from graphnet.graph.claims import check_claims
from graphnet.graph.drawn import check_draws
from graphnet.graph.fingerprint import fingerprints
from graphnet.graph.flat import FlatGraph
from graphnet.graph.inner_use import check_inner_use
from graphnet.graph.lay_out import lay_out_records
from graphnet.graph.lengths import check_settings
from graphnet.graph.look_up import look_up_stages
from graphnet.graph.metrics import feeders_of_metrics, wire_metrics, without_metrics
from graphnet.graph.open import open_composites
from graphnet.graph.order import find_dead_ends, find_rings, sorted_paths
from graphnet.graph.pace import pace
from graphnet.graph.padding import check_padding
from graphnet.graph.plan import Guard, Plan, Wire
from graphnet.graph.promises import check_promises
from graphnet.graph.records import members
from graphnet.graph.review import review
from graphnet.graph.rewrites import rewritten
from graphnet.graph.rules.constraint_broken import RULE as CONSTRAINT_BROKEN
from graphnet.graph.sizes import Scope, read_scope
from graphnet.graph.solve import Solved, solve
from graphnet.graph.suggest import with_suggestions
from graphnet.graph.ties import check_ties, tie_parameters
from graphnet.graph.use import PlannedSpec
from graphnet.graph.way import Timed, time_graph
from graphnet.graph.wire import feeders_of_holes, wire_stages
from graphnet.registry import Registry
from graphnet.spec.spec import Spec
from graphnet.values import frozen

_Planned = tuple[Plan | None, Diagnostics]


@frozen
class _Connected:
    """A graph, and whether all that the spec asks for is in it: else there is nothing to plan."""

    graph: FlatGraph
    is_whole: bool


@frozen
class _Parts:
    """What solving and timing found out about one graph."""

    solved: Solved
    timed: Timed


def plan_spec(spec: Spec, registry: Registry, *, rewriting: bool = True) -> _Planned:
    """Resolve, wire, open, solve and time a spec; the plan is None where anything was refused.

    A plan that only exceeds its budget is there, so that its costs can be shown. Where a problem
    would be gone with another value of an option, its fix says so. `rewriting` is whether the plan
    gets the rewrites that its declared effects allow.
    """
    (plan, found), graph = _walk(spec, registry, rewriting=rewriting)
    if plan is None:
        judge = partial(_problems_of, registry=registry, rewriting=rewriting)
        found = with_suggestions(spec, found, graph, judge)
    return plan, found


def _find_open(
    graph: FlatGraph, order: tuple[str, ...], solved: Solved, scope: Scope
) -> Diagnostics:
    """Sizes that nothing decided, else learned tensors whose sizes are free."""
    found = find_open_sizes(graph, order, solved, scope.values.keys())
    return found or find_free_parameters(graph, solved)


def _problems_of(spec: Spec, registry: Registry, *, rewriting: bool) -> Diagnostics:
    return _walk(spec, registry, rewriting=rewriting)[0][1]


def _walk(spec: Spec, registry: Registry, *, rewriting: bool) -> tuple[_Planned, FlatGraph]:
    """Every arrow from a spec to its plan, once, and the graph that was found on the way."""
    scope, found = read_scope(spec)
    connected, problems = _connect(spec, registry, scope)
    graph = connected.graph
    order = sorted_paths(graph)
    solved, solve_problems = solve(graph, order, scope, spec.where)
    found += problems + solve_problems
    found += check_draws(spec.objective, graph, solved, found)
    if not has_errors(found):
        found += _find_open(graph, order, solved, scope)
    if all(problem.rule is not CONSTRAINT_BROKEN for problem in found):
        found += check_settings(spec.settings, scope, solved.bindings.assumptions)
    paced = pace(graph, solved)
    timed, problems = time_graph(paced, order, spec, has_time=_has_time(graph, solved))
    found += (
        check_claims(paced, scope) + problems + check_promises(spec, timed) + check_padding(timed)
    )
    if has_errors(found) or not connected.is_whole or not _says_what_it_predicts(spec):
        return (None, found), graph
    plan, problems = _plan(spec, scope, order, _Parts(solved, timed))
    plan = rewritten(plan) if plan is not None and rewriting else plan
    problems += () if plan is None else review(PlannedSpec(spec, plan, graph, registry))
    return (plan, found + problems), graph


def _connect(spec: Spec, registry: Registry, scope: Scope) -> tuple[_Connected, Diagnostics]:
    """Look up, wire and open; stages in a ring are left out of what follows."""
    found, problems = look_up_stages(spec, registry, scope)
    graph, wire_problems = wire_stages(spec, found.stages, found.holes)
    graph, metric_problems = wire_metrics(spec, graph, found)
    wire_problems += metric_problems
    in_rings, ring_problems = find_rings(graph)
    refused = feeders_of_holes(spec, found.holes) | feeders_of_metrics(spec, found.lost)
    refused |= feeders_by_chain(spec)
    dead_ends = () if wire_problems or in_rings else find_dead_ends(graph, refused)
    graph, open_problems = open_composites(_without(graph, in_rings), registry)
    graph, record_problems = lay_out_records(graph, spec, registry)
    problems += wire_problems + ring_problems + dead_ends + open_problems + record_problems
    problems += check_inner_use(graph) + check_agreement(spec, graph)
    is_whole = not (found.holes or found.lost) and not any(
        s.spec.is_damaged for s in graph.stages.values()
    )
    return _Connected(graph, is_whole=is_whole), problems + check_ties(graph, spec, found.holes)


def _without(graph: FlatGraph, paths: frozenset[str]) -> FlatGraph:
    """The graph without some stages; what they fed is unwired."""
    stages = {
        path: stage.rewired({p: w for p, w in stage.inputs.items() if w.stage not in paths})
        for path, stage in graph.stages.items()
        if path not in paths
    }
    kept = {wire for wire in (graph.prediction, graph.target) if wire and wire.stage in stages}
    return FlatGraph(
        stages,
        graph.prediction if graph.prediction in kept else None,
        graph.target if graph.target in kept else None,
        tuple(wire for wire in graph.outputs if wire.stage in stages),
    )


def _plan(spec: Spec, scope: Scope, order: tuple[str, ...], parts: _Parts) -> _Planned:
    """A graph without errors as a plan; ties are the last that can be refused."""
    graph, solved, timed = parts.timed.graph, parts.solved, parts.timed
    stages, metrics = without_metrics(assemble(graph, solved, order, timed.rates))
    if timed.shift is not None:
        stages = with_shift(stages, timed.shift, stages[0].start)
    stages, problems = tie_parameters(stages, spec)
    if has_errors(problems):
        return None, problems
    plan = Plan(
        name=spec.name,
        stages=stages,
        free=scope.free,
        sizes=_numbers(scope),
        assumptions=solved.bindings.assumptions,
        guards=_guards(parts),
        endings=_endings(graph),
        composites=_composites(graph),
        outputs=tuple(graph.executed(wire) for wire in graph.outputs),
        prediction=None if graph.prediction is None else graph.executed(graph.prediction),
        target=None if graph.target is None else graph.executed(graph.target),
        metrics=metrics,
        schedule=timed.schedule,
        why_no_schedule=timed.stuck.why,
        streaming=timed.streaming,
        keeps_values=timed.scene.paced.is_exact,
        settings=spec.settings,
        fingerprints=fingerprints(stages, spec.settings),
        requires=tuple(requirement.value for requirement in spec.requires),
    )
    return plan, problems


def _numbers(scope: Scope) -> Mapping[str, int]:
    """The sizes of the spec that have a value."""
    numbers = {name: value.as_int for name, value in scope.values.items()}
    return {name: number for name, number in numbers.items() if number is not None}


def _says_what_it_predicts(spec: Spec) -> bool:
    """Whether an objective has its `predict`; reading the spec refused one that has none."""
    return spec.objective is None or spec.objective.predict is not None


def _has_time(graph: FlatGraph, solved: Solved) -> bool:
    """Whether the prediction has a time axis, as far as it is known."""
    wire = graph.prediction
    gives = {} if wire is None else solved.gives.get(wire.stage, {})
    ports = () if wire is None else members(tuple(gives), wire.port)
    return not ports or any(gives[port].time_axis is not None for port in ports)


def _guards(parts: _Parts) -> tuple[Guard, ...]:
    """What was neither proved nor refuted, each once."""
    known = parts.solved.bindings
    checked = (Guard(text) for text in dict.fromkeys(known.guards))
    texts = dict.fromkeys((*known.unverified, *parts.timed.unverified))
    rest = (Guard(text, is_checked=False) for text in texts)
    return (*checked, *rest)


def _endings(graph: FlatGraph) -> dict[str, Wire]:
    return {
        path: graph.executed(Wire(path))
        for path, stage in graph.stages.items()
        if stage.is_composite
    }


def _composites(graph: FlatGraph) -> dict[str, str]:
    return {path: stage.type.name for path, stage in graph.stages.items() if stage.is_composite}
