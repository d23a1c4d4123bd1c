"""Sizes that are stated before those they are made of: what networkx says of their order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

import networkx as nx

Drawn: TypeAlias = "nx.DiGraph[str]"


def order_of(
    needs: Mapping[str, Collection[str]],
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Names after those they need, and the rings of names that need each other, left out of it."""
    place = {name: index for index, name in enumerate(needs)}
    drawn: Drawn = nx.DiGraph((other, name) for name, others in needs.items() for other in others)
    drawn.add_nodes_from(needs)
    rings: list[list[str]] = []
    for tangle in [c for c in nx.strongly_connected_components(drawn) if _is_tangle(drawn, c)]:
        part = drawn.subgraph(tangle).copy()
        while ring := _first_ring(part):
            rings.append(sorted(ring, key=place.__getitem__))
            part.remove_nodes_from(ring)
    drawn.remove_nodes_from([name for ring in rings for name in ring])
    rings.sort(key=lambda ring: place[ring[0]])
    return tuple(nx.topological_sort(drawn)), tuple(map(tuple, rings))


def _is_tangle(drawn: Drawn, component: set[str]) -> bool:
    return len(component) > 1 or any(drawn.has_edge(name, name) for name in component)


def _first_ring(drawn: Drawn) -> set[str]:
    """The names of a ring, none where there is none."""
    try:
        return {name for name, _ in nx.find_cycle(drawn)}
    except nx.NetworkXNoCycle:
        return set()
