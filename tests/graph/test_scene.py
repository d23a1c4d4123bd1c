"""The stages on a way in time: which feed which, what is a fact, and whether all is there."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.graph.flat import FlatGraph
from graphnet.graph.order import sorted_paths
from graphnet.graph.pace import Paced
from graphnet.graph.plan import Wire
from graphnet.graph.scene import Scene
from graphnet.graph.shift import shifted
from tests.graph.clockwork import clockwork, ending, spec_of
from tests.graph.opening import opened
from tests.toys import BASE

FACTS = frozenset({Wire("source", "lengths"), Wire("source", "label")})


def scene_of(text: str, still: frozenset[Wire] = FACTS) -> Scene:
    graph, _ = opened(text, clockwork())
    return Scene(Paced(graph, still), sorted_paths(graph))


def late(scene: Scene, target: Wire) -> Scene:
    graph: FlatGraph = shifted(scene.graph, target)
    return evolve(scene, paced=evolve(scene.paced, graph=graph), target=target)


def test_a_way_holds_what_computes_between_its_ends_and_no_composite() -> None:
    way = scene_of(BASE).way("source", "net.join")
    inside = ("net.down", "net.sum", "net.up", "net.late", "net.join")
    assert tuple(beat.path for beat in way.beats) == ("embed", *inside)


def test_the_shift_stands_behind_what_it_reads() -> None:
    scene = late(scene_of(BASE), Wire("source"))
    way = scene.way("source", "head")
    assert [beat.path for beat in way.beats][:2] == ["delay", "embed"]
    assert way.beats[0].delay == 1
    assert scene.feeders("delay") == (Wire("source"),)


def test_lengths_are_a_fact_that_takes_no_part_in_time() -> None:
    text = spec_of("reduce", source="clips", end=ending("label", "counted"))
    assert scene_of(text).feeders("s0") == (Wire("embed"),)
    assert set(scene_of(text, frozenset()).feeders("s0")) == {
        Wire("embed"), Wire("source", "lengths"),
    }  # fmt: skip


def test_on_a_late_way_the_source_is_read_through_the_shift_alone() -> None:
    """What else the target's stage gives is no answer: a second output may be read in time."""
    text = spec_of("conv", 'join | input = { main = "s0", skip = "embed" }', end=ending("next"))
    scene = scene_of(text)
    stages = dict(scene.graph.stages)
    stages["s1"] = stages["s1"].rewired({"main": Wire("s0"), "skip": Wire("embed", "pitch")})
    graph = evolve(scene.graph, stages=stages)
    scene = late(evolve(scene, paced=evolve(scene.paced, graph=graph)), Wire("embed"))
    feeders = {b.path: b.feeders for b in scene.way("embed", "s1", is_late=True).beats}
    assert feeders == {"delay": (Wire("embed"),), "s0": (Wire("delay"),), "s1": (Wire("s0"),)}
    assert Wire("embed", "pitch") in scene.way("embed", "s1").beats[-1].feeders


@pytest.mark.parametrize("end", ["net.join", "head"])
def test_a_way_is_whole_until_something_on_it_is_missing(end: str) -> None:
    scene = scene_of(BASE)
    assert scene.is_whole(end)
    stages = dict(scene.graph.stages)
    stages["net.sum"] = stages["net.sum"].rewired({})
    broken = evolve(scene, paced=evolve(scene.paced, graph=evolve(scene.graph, stages=stages)))
    assert not broken.is_whole(end)
    assert not evolve(scene, paced=evolve(scene.paced, untimed=frozenset({"embed"}))).is_whole(end)
    assert broken.is_whole("embed")
