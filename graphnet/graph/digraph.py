"""What networkx says of a graph that no reading order settles: rings, dead ends, an order."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

import networkx as nx

from graphnet.diagnostics import Diagnostic, Diagnostics
from graphnet.graph.flat import OBJECTIVE, FlatGraph, FlatStage
from graphnet.graph.order import feeders_of
from graphnet.graph.rules.cycle import cycle
from graphnet.graph.rules.leads_nowhere import leads_nowhere
from graphnet.text import Span

Graph: TypeAlias = "nx.DiGraph[str]"  # nodes are paths


def draw_edges(graph: FlatGraph) -> Graph:
    """An edge from every stage to each stage it feeds; composites stand before their inside."""
    drawn: Graph = nx.DiGraph()
    drawn.add_nodes_from(graph.stages)
    for stage in graph.stages.values():
        drawn.add_edges_from((feeder, stage.path) for feeder in feeders_of(stage, graph))
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


def name_dead_ends(graph: FlatGraph, alive: Collection[str]) -> Diagnostics:
    """Stages that are not alive: one diagnostic for each last one, the others named with it."""
    drawn = draw_edges(graph)
    end = "the objective" if OBJECTIVE in graph.stages else "the end of the chain"
    places = {path: stage.spec.name_at for path, stage in graph.stages.items()}
    return tuple(
        leads_nowhere(last, end, places[last], tuple((path, places[path]) for path in others))
        for last, others in _dead_ends(drawn, [p for p in graph.stages if p not in alive]).items()
    )


def _dead_ends(drawn: Graph, dead: list[str]) -> dict[str, list[str]]:
    """The last ones of dead stages, each with the others that lead to it."""
    named: dict[str, list[str]] = {path: [] for path in dead if not drawn.out_degree(path)}
    ends = {path: path for path in named}
    for path in reversed(list(nx.topological_sort(drawn.subgraph(dead)))):
        if path not in ends:
            ends[path] = next(ends[after] for after in drawn.successors(path))
    for path in dead:
        if path not in named:
            named[ends[path]].append(path)
    return named


def sorted_paths(graph: FlatGraph) -> tuple[str, ...]:
    """Every path after what feeds it, otherwise in the order of the document."""
    place = {path: index for index, path in enumerate(graph.stages)}
    order = nx.lexicographical_topological_sort(draw_edges(graph), key=place.__getitem__)
    return tuple(order)
