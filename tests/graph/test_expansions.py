"""Composites open into what their plugin lists; a list that cannot be is the plugin's mistake."""

from __future__ import annotations

import pytest
from attrs import evolve, field, frozen

from graphnet.diagnostics import Diagnostics
from graphnet.graph import Plan, plan_spec
from graphnet.plugin.types import Declaration, DelayOptions, Expansion, Inner, StageType
from tests.toys import BASE, FRAMES, read, toy_registry


def planned(stage: StageType) -> tuple[Plan | None, Diagnostics]:
    registry = toy_registry()
    registry = evolve(registry, stages={**registry.stages, "toy.net": stage})
    return plan_spec(read(BASE)[0], registry)


def composite(*stages: Inner, contract: str = f"{FRAMES} -> {FRAMES}") -> StageType:
    declaration = Declaration(contract=contract, expansion=Expansion(stages=stages))
    return StageType(name="toy.net", summary="", declare=lambda _: declaration)


SCALE = Inner(name="one", use="toy.scale")


BROKEN = {
    "no stages": composite(),
    "two stages `one`": composite(SCALE, SCALE),
    "no installed plugin offers": composite(Inner(name="one", use="toy.none")),
    "which is not there": composite(Inner(name="one", use="toy.scale", inputs={"main": "two"})),
    "fed by `in.side`": composite(Inner(name="one", use="toy.scale", inputs={"main": "in.side"})),
    "no input port `side`": composite(evolve(SCALE, inputs={"main": "in.main", "side": "in.main"})),
    "`skip` of `one` is fed by nothing": composite(Inner(name="one", use="toy.join")),
    "are not those of": composite(evolve(SCALE, options=DelayOptions())),
    "without end": composite(Inner(name="one", use="toy.net")),
    "ends in another shape": composite(Inner(name="one", use="toy.down")),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_an_expansion_that_cannot_be_is_one_message_at_the_stage(reason: str) -> None:
    plan, problems = planned(BROKEN[reason])
    assert plan is None
    assert [problem.rule.code for problem in problems] == ["GN204"]
    assert reason in problems[0].message
    assert problems[0].primary is not None
    assert problems[0].primary.span.text == '"net"'


def test_an_inner_stage_that_cannot_be_read_is_one_message_at_the_stage() -> None:
    late = StageType(name="toy.late", summary="", declare="nowhere.at.all:declare")
    net = composite(Inner(name="one", use="toy.late"))
    registry = toy_registry()
    registry = evolve(registry, stages={**registry.stages, "toy.net": net, "toy.late": late})
    plan, (problem,) = plan_spec(read(BASE)[0], registry)
    assert plan is None
    assert problem.rule.code == "GN204"
    assert "`toy.late` cannot be used" in problem.message
    assert problem.primary is not None
    assert problem.primary.span.text == '"net"'


def raising(_: object) -> Declaration:
    raise LookupError("no such mode")


@frozen
class Unhashable:
    """Options that cannot be a key."""

    sizes: list[int] = field(factory=list)


def test_a_declaration_that_raises_or_says_nothing_is_the_plugins_mistake() -> None:
    frames = f"{FRAMES} -> {FRAMES}"
    for declare in (
        raising,
        lambda _: Declaration(contract=frames),
        lambda _: Declaration(contract=frames, implementation="x:y", effects=("delay n",)),
    ):
        plan, problems = planned(StageType(name="toy.net", summary="", declare=declare))
        assert plan is None
        assert [problem.rule.code for problem in problems] == ["GN204"]


def test_options_that_cannot_be_a_key_are_declared_all_the_same() -> None:
    declaration = Declaration(
        contract=f"{FRAMES} -> {FRAMES}", effects=("positionwise",), implementation="x:y"
    )
    stage = StageType(name="toy.net", summary="", declare=lambda _: declaration, options=Unhashable)
    plan, problems = planned(stage)
    assert plan is not None, problems
