"""The order to work in; networkx is asked only where the document's own order does not settle it.

An order of stages in which every wire looks back is its own proof that there is no ring. That is
how nearly every spec is written, and it saves such a spec the import of networkx, which takes
longer than all the rest of validating it.
"""

from __future__ import annotations

from collections.abc import Iterator

from graphnet.diagnostics import Diagnostics
from graphnet.graph.flat import SOURCE, FlatGraph, FlatStage


def looks_back(graph: FlatGraph) -> bool:
    """Whether every stage stands after all that feeds it."""
    seen: set[str] = set()
    for path, stage in graph.stages.items():
        if any(feeder not in seen for feeder in feeders_of(stage, graph)):
            return False
        seen.add(path)
    return True


def feeders_of(stage: FlatStage, graph: FlatGraph) -> Iterator[str]:
    """The stages that feed one, and of composites also the inner stages that do so."""
    for wire in stage.inputs.values():
        yield wire.stage
        if not wire.port.startswith("in."):
            yield graph.executed(wire).stage


def find_rings(graph: FlatGraph) -> tuple[frozenset[str], Diagnostics]:
    """Every ring of stages, one diagnostic each, and the stages that stand in one."""
    if looks_back(graph):
        return frozenset(), ()
    from graphnet.graph import digraph  # noqa: PLC0415  # networkx: see this file's first lines

    return digraph.find_rings(graph)


def find_dead_ends(graph: FlatGraph, feeders: frozenset[str]) -> Diagnostics:
    """Stages that lead to no end of the graph, no metric, no refused stage: one for each last one.

    `feeders` are the stages that refused ones would have read. Stages that lead to such a last
    one alone are named with it.
    """
    metrics = {path for path, stage in graph.stages.items() if stage.is_metric}
    ends = {wire.stage for wire in graph.outputs} | feeders | metrics | {SOURCE}
    alive = _leading_to(ends, graph)
    if all(path in alive for path in graph.stages):
        return ()
    from graphnet.graph import digraph  # noqa: PLC0415  # networkx: see this file's first lines

    return digraph.name_dead_ends(graph, alive)


def _leading_to(ends: set[str], graph: FlatGraph) -> set[str]:
    """Some stages and everything that leads to one of them."""
    found: set[str] = set()
    waiting = [path for path in ends if path in graph.stages]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += (f for f in feeders_of(graph.stages[path], graph) if f in graph.stages)
    return found


def sorted_paths(graph: FlatGraph) -> tuple[str, ...]:
    """Every path after what feeds it, otherwise in the order of the document."""
    if looks_back(graph):
        return tuple(graph.stages)
    from graphnet.graph import digraph  # noqa: PLC0415  # networkx: see this file's first lines

    return digraph.sorted_paths(graph)
