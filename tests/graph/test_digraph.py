"""The graph as networkx draws it."""

from __future__ import annotations

from graphnet.graph.digraph import draw_edges, find_rings, name_dead_ends, sorted_paths
from tests.graph.test_order import graph_of, scales
from tests.toys import BASE


def test_a_composite_stands_before_its_inside_and_its_end_before_what_it_feeds() -> None:
    drawn = draw_edges(graph_of(BASE))
    assert drawn.has_edge("net", "net.down")
    assert drawn.has_edge("net.join", "head")
    assert drawn.has_edge("net", "head")


def test_a_graph_without_rings_has_none_and_an_order() -> None:
    graph = graph_of(scales(z="y", y="x", x="head"))
    assert find_rings(graph) == (frozenset(), ())
    assert [path for path in sorted_paths(graph) if path in "xyz"] == ["x", "y", "z"]


def test_the_last_of_a_dead_branch_names_those_that_lead_to_it() -> None:
    graph = graph_of(scales(a="head", b="a"))
    alive = [path for path in graph.stages if path not in "ab"]
    (problem,) = name_dead_ends(graph, alive)
    assert problem.primary is not None
    assert problem.primary.span.text == "b"
    assert [label.span.text for label in problem.others] == ["a"]
