"""The graph as networkx sees it: no rings, nothing that leads nowhere, an order to work in."""

from __future__ import annotations

from typing import TypeAlias

import networkx as nx

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import OBJECTIVE, SOURCE, FlatGraph, FlatStage
from graphnet.graph.rules.cycle import cycle
from graphnet.graph.rules.leads_nowhere import leads_nowhere
from graphnet.text import Span

Graph: TypeAlias = "nx.DiGraph[str]"  # nodes are paths


def draw_edges(graph: FlatGraph) -> Graph:
    """An edge from every stage to each stage it feeds; composites stand before their inside."""
    drawn: Graph = nx.DiGraph()
    drawn.add_nodes_from(graph.stages)
    for stage in graph.stages.values():
        for wire in stage.inputs.values():
            drawn.add_edge(wire.stage, stage.path)
            carrier = graph.executed(wire).stage if not wire.port.startswith("in.") else wire.stage
            drawn.add_edge(carrier, stage.path)
    return drawn


def find_rings(graph: FlatGraph) -> tuple[frozenset[str], Diagnostics]:
    """Every ring of stages, one diagnostic each, and the stages that stand in one."""
    drawn = draw_edges(graph)
    place = {path: index for index, path in enumerate(graph.stages)}
    components = (sorted(c, key=place.__getitem__) for c in nx.strongly_connected_components(drawn))
    rings = sorted((c for c in components if _is_ring(drawn, c)), key=lambda c: place[c[0]])
    found = tuple(_ring_diagnostic(graph, drawn.subgraph(ring), ring[0]) for ring in rings)
    return frozenset().union(*rings), found


def _is_ring(drawn: Graph, component: list[str]) -> bool:
    return len(component) > 1 or any(drawn.has_edge(path, path) for path in component)


def _ring_diagnostic(graph: FlatGraph, ring: Graph, first: str) -> Diagnostic:
    edges = nx.find_cycle(ring, source=first)
    paths = tuple(start for start, _ in edges)
    places = tuple(_place_of_wire(graph.stages[end], start) for start, end in edges)
    return cycle(paths, tuple(reversed(places)))


def _place_of_wire(stage: FlatStage, feeder: str) -> Span:
    """Where a spec says that `feeder` feeds `stage`: its `input`, or the stage's name."""
    for _, wire in stage.spec.inputs:
        if wire.stage == feeder:
            return wire.at
    return stage.spec.name_at


def find_dead_ends(graph: FlatGraph, feeders: frozenset[str]) -> Diagnostics:
    """Stages that feed nothing: no other stage, no end of the graph, no refused stage.

    `feeders` are the stages that refused ones would have read.
    """
    drawn = draw_edges(graph)
    useful = {wire.stage for wire in graph.outputs} | feeders | {SOURCE}
    end = "the objective" if OBJECTIVE in graph.stages else "the end of the chain"
    return tuple(
        leads_nowhere(stage.path, end, stage.spec.name_at)
        for stage in graph.stages.values()
        if stage.path not in useful and not drawn.out_degree(stage.path)
    )


def sorted_paths(graph: FlatGraph) -> tuple[str, ...]:
    """Every path after what feeds it, otherwise in the order of the document."""
    place = {path: index for index, path in enumerate(graph.stages)}
    order = nx.lexicographical_topological_sort(draw_edges(graph), key=place.__getitem__)
    return tuple(order)
