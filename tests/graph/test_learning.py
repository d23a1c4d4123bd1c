"""What is frozen does not count as learned, and everything cannot be."""

from __future__ import annotations

from attrs import evolve

from graphnet.diagnostics import Diagnostics
from graphnet.graph.groups import groups_of_plan
from graphnet.graph.learning import (
    check_freeze,
    frozen_parameters,
    is_frozen,
    learned,
    learning_text,
)
from graphnet.graph.plan import Plan, PlannedParameter
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.origins import places
from graphnet.spec.parse import parse_tree
from graphnet.spec.settings import Settings, TrainSettings
from graphnet.text import SourceText
from tests.graph.small_plan import small_plan


def frozen(*names: str) -> Plan:
    plan = small_plan()
    train = evolve(plan.settings.train, freeze=names)
    return evolve(plan, settings=evolve(plan.settings, train=train))


def refused(*names: str) -> Diagnostics:
    listed = ", ".join(f'"{name}"' for name in names)
    tree, problems = parse_tree(SourceText("x.toml", f"[train]\nfreeze = [{listed}]\n"))
    assert tree is not None, problems
    settings = Settings(train=TrainSettings(freeze=names), places=places(tree))
    return check_freeze(evolve(small_plan(), settings=settings), tree)


def test_a_name_freezes_the_stage_and_all_that_is_inside_it() -> None:
    plan = frozen("net")
    assert [path for path in plan.by_path if is_frozen(plan, path)] == [
        path for path in plan.by_path if path.startswith("net.")
    ]
    assert frozen_parameters(plan) == {f"{p}.w" for p in plan.by_path if p.startswith("net.")}


def test_a_name_is_no_prefix_of_letters() -> None:
    assert not frozen_parameters(frozen("ne", "net.dow", "enc"))


def test_what_is_left_is_counted_and_said() -> None:
    every = learned(small_plan())
    assert learning_text(small_plan()) == ""
    assert learned(frozen("encoder")) == every - 10
    expected = f"{every - 10} of {every} parameters learn; frozen: encoder"
    assert learning_text(frozen("encoder")) == expected


def test_a_tensor_of_two_stages_is_frozen_with_either() -> None:
    plan = small_plan()
    tied = PlannedParameter(name="t", shape=(2, 5), group=OptimizerGroup(), tied_to="encoder.w")
    stages = tuple(
        evolve(stage, parameters=(tied,)) if stage.path == "head" else stage
        for stage in plan.stages
    )
    for name in ("encoder", "head"):
        both = evolve(frozen(name), stages=stages)
        assert frozen_parameters(both) >= {"encoder.w"}
        assert learned(both) == learned(evolve(plan, stages=stages)) - 10


def test_frozen_parameters_are_in_no_group_of_the_optimiser() -> None:
    assert {"encoder.w"} == {
        name for members in groups_of_plan(small_plan()) for name in members.parameters
    } - {name for members in groups_of_plan(frozen("encoder")) for name in members.parameters}


def test_an_unknown_name_is_refused_with_what_was_meant() -> None:
    (problem,) = refused("encodr")
    assert problem.rule.code == "GN1008"
    assert problem.fixes[0].text == "did you mean `encoder`?"
    assert problem.fixes[0].edits[0].span.text == '"encodr"'
    (stranger,) = refused("zzz")
    assert stranger.notes
    assert "backbone.down.0" in stranger.fixes[0].text


def test_the_source_cannot_be_frozen_and_a_part_of_a_composite_can() -> None:
    assert [p.rule.code for p in refused("source")] == ["GN1008"]
    assert refused("net.down") == ()


def test_freezing_everything_is_refused_with_what_to_leave() -> None:
    plan = small_plan()
    names = tuple(dict.fromkeys(stage.folded for stage in plan.stages[1:]))
    tree, _ = parse_tree(SourceText("x.toml", "[train]\nfreeze = []\n"))
    assert tree is not None
    settings = Settings(train=TrainSettings(freeze=names), places=places(tree))
    stages = (evolve(plan.stages[0], parameters=()), *plan.stages[1:])
    everything = evolve(plan, settings=settings, stages=stages)
    assert learned(everything) == 0
    (problem,) = check_freeze(everything, tree)
    assert problem.rule.code == "GN935"
    left = ", ".join(f'"{name}"' for name in names[:-1])
    assert problem.fixes[0].edits[0].replacement == f"[{left}]"
