"""The graph has no rings and nothing that leads nowhere; its order is that of the document."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.flat import FlatGraph
from graphnet.graph.order import draw_edges, find_dead_ends, find_rings, sorted_paths
from graphnet.graph.plan import Wire
from tests.graph.opening import opened
from tests.toys import BASE

NOTHING: frozenset[str] = frozenset()


def scales(**fed: str) -> str:
    """The base spec and more stages, each fed by the one it names."""
    more = "".join(f'[stages.{n}]\nuse = "scale"\ninput = "{f}"\n\n' for n, f in fed.items())
    return BASE.replace("[objective]", more + '[objective]\nprediction = "head"')


def graph_of(text: str) -> FlatGraph:
    return opened(text)[0]


def test_every_path_comes_after_what_feeds_it() -> None:
    for text in (BASE, scales(z="y", y="x", x="head"), scales(a="head", b="a")):
        graph = graph_of(text)
        order = sorted_paths(graph)
        assert sorted(order) == sorted(graph.stages)
        for path, stage in graph.stages.items():
            for wire in stage.inputs.values():
                assert order.index(wire.stage) < order.index(path)
                carrier = graph.executed(wire).stage
                assert order.index(carrier) < order.index(path)


def test_what_is_free_to_stand_anywhere_stands_as_in_the_document() -> None:
    order = sorted_paths(graph_of(scales(z="embed", m="embed", a="embed")))
    assert [path for path in order if path in "zma"] == ["z", "m", "a"]


def test_a_ring_is_told_once_with_its_stages_and_places() -> None:
    graph = graph_of(scales(a="c", b="a", c="b"))
    in_rings, (problem,) = find_rings(graph)
    assert in_rings == {"a", "b", "c"}
    assert problem.rule.code == "GN501"
    labels = [label for label in (problem.primary, *problem.others) if label is not None]
    assert {label.span.text for label in labels} == {'"a"', '"b"', '"c"'}


def test_two_rings_are_two_messages_in_the_order_of_the_document() -> None:
    in_rings, problems = find_rings(graph_of(scales(z="y", y="z", b="a", a="b")))
    assert in_rings == {"a", "b", "y", "z"}
    assert ["`z`" in problem.message for problem in problems] == [True, False]


def test_a_stage_that_feeds_itself_is_a_ring() -> None:
    in_rings, problems = find_rings(graph_of(scales(a="a")))
    assert in_rings == {"a"}
    assert len(problems) == 1
    assert find_rings(graph_of(BASE)) == (NOTHING, ())


def test_a_stage_that_feeds_nothing_leads_nowhere() -> None:
    graph = graph_of(scales(a="head", b="a"))
    (problem,) = find_dead_ends(graph, NOTHING)
    assert problem.rule.code == "GN503"
    assert problem.primary is not None
    assert "`b`" in problem.message
    assert find_dead_ends(graph, frozenset({"b"})) == ()
    assert find_dead_ends(evolve(graph, outputs=(*graph.outputs, Wire("b"))), NOTHING) == ()


def test_a_composite_stands_before_its_inside_and_its_end_before_what_it_feeds() -> None:
    drawn = draw_edges(graph_of(BASE))
    assert drawn.has_edge("net", "net.down")
    assert drawn.has_edge("net.join", "head")
    assert drawn.has_edge("net", "head")
