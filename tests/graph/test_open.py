"""Composites stay in the graph, and the stages they open into follow them."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from graphnet.graph.plan import Wire
from graphnet.plugin.types import Declaration, Expansion, Inner, StageType
from graphnet.registry import Registry
from tests.graph.opening import opened
from tests.toys import BASE, FRAMES, toy_registry

BOXED = BASE.replace('use = "net"', 'use = "box"')
OPTIONAL = {"in.main": FRAMES, "in.side": f"?{FRAMES}", "out.main": FRAMES}


def offering(
    *stages: Inner, contract: str | Mapping[str, str] = f"{FRAMES} -> {FRAMES}"
) -> Registry:
    """The toys, and a composite `toy.box` of some stages."""
    declaration = Declaration(contract=contract, expansion=Expansion(stages=stages))
    box = StageType(name="toy.box", summary="a composite", declare=lambda _: declaration)
    toys = toy_registry()
    return evolve(toys, stages={**toys.stages, box.name: box})


def test_a_composite_is_followed_by_its_stages_and_knows_which_is_its_end() -> None:
    graph, problems = opened(BASE)
    assert problems == ()
    paths = list(graph.stages)
    assert paths[paths.index("net") : paths.index("head")] == [
        "net", "net.down", "net.sum", "net.up", "net.late", "net.join",
    ]  # fmt: skip
    assert graph.stages["net"].ending == "net.join"
    assert all(graph.stages[path].is_inner == ("." in path) for path in paths)


def test_inner_stages_read_the_stage_before_or_what_their_inputs_name() -> None:
    graph, _ = opened(BASE)
    assert graph.stages["net.down"].inputs == {"main": Wire("net", "in.main")}
    assert graph.stages["net.sum"].inputs == {"main": Wire("net.down")}
    assert graph.stages["net.join"].inputs == {
        "main": Wire("net.late"), "skip": Wire("net", "in.main"),
    }  # fmt: skip


def test_a_composite_inside_another_is_opened_too() -> None:
    registry = offering(Inner(name="first", use="toy.scale"), Inner(name="deep", use="toy.net"))
    graph, problems = opened(BOXED, registry)
    assert problems == ()
    assert graph.executed(Wire("net")) == Wire("net.deep.join")
    assert graph.executed(Wire("net.deep", "in.main")) == Wire("net.first")


def test_a_composite_that_cannot_be_opened_keeps_what_it_declares() -> None:
    graph, (problem,) = opened(BOXED, offering(Inner(name="a", use="toy.scael")))
    assert problem.rule.code == "GN204"
    assert graph.stages["net"].ending is None
    assert graph.stages["head"].inputs == {"main": Wire("net")}


def test_a_composite_gives_main_and_nothing_else() -> None:
    contract = {"in.main": FRAMES, "out.main": FRAMES, "out.more": FRAMES}
    inner = Inner(name="a", use="toy.scale")
    (problem,) = opened(BOXED, offering(inner, contract=contract))[1]
    assert problem.rule.code == "GN204"


def test_a_stage_that_needs_an_input_cannot_take_it_from_an_optional_port() -> None:
    join = Inner(name="a", use="toy.join", inputs={"main": "in.main", "skip": "in.side"})
    (problem,) = opened(BOXED, offering(join, contract=OPTIONAL))[1]
    assert "`skip`" in problem.message
    assert "optional" in problem.message
