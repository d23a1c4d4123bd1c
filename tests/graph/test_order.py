"""The graph has no rings and nothing that leads nowhere; its order is that of the document."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from graphnet.graph import digraph
from graphnet.graph.flat import FlatGraph
from graphnet.graph.order import find_dead_ends, find_rings, looks_back, sorted_paths
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


def test_a_document_order_in_which_every_wire_looks_back_needs_no_networkx() -> None:
    for text, expected in (
        (BASE, True),
        (scales(z="head", y="z"), True),
        (scales(z="y", y="head"), False),
        (scales(a="a"), False),
    ):
        assert looks_back(graph_of(text)) is expected


@given(st.data())
def test_the_order_is_the_one_networkx_finds(data: st.DataObject) -> None:
    names = data.draw(st.permutations("uvwxyz"))
    feeders = {n: data.draw(st.sampled_from(["head", *names[:i]])) for i, n in enumerate(names)}
    graph = graph_of(scales(**{n: feeders[n] for n in data.draw(st.permutations(names))}))
    assert sorted_paths(graph) == digraph.sorted_paths(graph)
    assert find_rings(graph) == digraph.find_rings(graph) == (frozenset(), ())


def dead(text: str) -> list[tuple[str, list[str]]]:
    """The last stage of each dead end, and the others named with it."""
    found = find_dead_ends(graph_of(text), NOTHING)
    return [
        (problem.primary.span.text, [label.span.text for label in problem.others])
        for problem in found
        if problem.primary is not None
    ]


def test_stages_that_lead_to_a_dead_one_alone_are_named_with_it() -> None:
    assert dead(scales(a="embed", b="a", c="b")) == [("c", ["a", "b"])]


def test_two_dead_ends_are_two_and_a_shared_feeder_is_named_once() -> None:
    found = dead(scales(a="embed", b="a", c="a"))
    assert sorted(last for last, _ in found) == ["b", "c"]
    assert sorted(others for _, others in found) == [[], ["a"]]


def test_what_also_feeds_something_useful_is_not_dead() -> None:
    assert dead(scales(a="net", b="a")) == [("b", ["a"])]
    assert dead(scales(b="embed")) == [("b", [])]
