"""The memory of an update, counted by hand beside the plan's own count."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.contract.polynomial import constant
from graphnet.graph.costs import (
    Costs,
    by_folded,
    contributions,
    costs_of,
    default_bindings,
    parameters_of,
    parameters_text,
)
from graphnet.graph.plan import Kept, Plan
from graphnet.spec.settings import Settings, TrainSettings
from tests.graph.small_plan import B, L, small_plan
from tests.toys import BASE, plan_text, toy_plan

AT = {"B": 3, "L": 16}
WIDE = BASE.replace('"L"', "L") + "\n[train]\nlength = { L = 16 }\nbatch = 3\n"


def costs(plan: Plan, at: dict[str, int] | None = None) -> Costs:
    found = costs_of(plan, at or AT)
    assert found is not None
    return found


def line(found: Costs, stage: str, what: str) -> int:
    return next(
        each.bytes
        for each in found.lines
        if each.contribution.stage == stage and each.contribution.what.startswith(what)
    )


def test_weights_come_with_their_gradients_and_two_moments() -> None:
    assert line(costs(small_plan()), "net", "parameters") == 30 * 4 * 4
    assert parameters_of(small_plan().stages) == 60


def test_a_tied_parameter_counts_once() -> None:
    plan = small_plan()
    head = plan.by_path["head"]
    tied = evolve(head, parameters=(evolve(head.parameters[0], tied_to="encoder.w"),))
    assert parameters_of((*plan.stages[:-1], tied)) == 50
    assert parameters_text([tied]) == ""


def test_what_is_kept_and_what_passes_is_that_of_the_worst_moment() -> None:
    """The head is the last stage with the widest output: 256 numbers out, and in, for 48 places."""
    found = costs(small_plan())
    kept = {each.contribution.stage for each in found.lines if "kept" in each.contribution.what}
    assert kept == {"source", "encoder", "net", "head"}
    assert line(found, "head", "gradients") == (256 + 256) * 48 * 4
    assert line(found, "net", "kept") == 3 * 48 * 4


def test_what_comes_after_the_worst_moment_is_not_counted() -> None:
    plan = small_plan()
    wide = evolve(plan.by_path["encoder"], activations=B * L * 100_000)
    narrow = evolve(plan.by_path["head"], gives={"main": plan.by_path["net.up"].gives["main"]},
                    takes={})  # fmt: skip
    big = evolve(plan.by_path["net.down"], gives={"main": plan.by_path["head"].gives["main"]})
    stages = (plan.source, wide, big, *plan.stages[3:5], narrow)
    found = costs(evolve(plan, stages=stages))
    assert line(found, "encoder", "kept") == 48 * 100_000 * 4
    assert not any(
        "kept" in x.contribution.what and x.contribution.stage == "head" for x in found.lines
    )


def test_the_batch_is_as_wide_as_its_dtype() -> None:
    assert line(costs(small_plan()), "source", "the batch") == 48 * 8


def test_float64_takes_twice_as_much() -> None:
    plan = toy_plan()
    double = evolve(plan, settings=Settings(train=TrainSettings(precision="float64")))
    whole = {
        x.contribution.stage: x.bytes for x in costs(plan).lines if x.contribution.stage != "source"
    }
    twice = {
        x.contribution.stage: x.bytes
        for x in costs(double).lines
        if x.contribution.stage != "source"
    }
    assert {name: 2 * size for name, size in whole.items()} == twice


def scored(objective: int, head: int) -> Plan:
    """The toy plan whose head and objective keep so many copies of the scores."""
    plan = toy_plan()
    size = B * L * 8
    stages = tuple(
        evolve(stage, activations=size * {"head": head, "objective": objective}[stage.path])
        if stage.path in ("head", "objective")
        else stage
        for stage in plan.stages
    )
    return evolve(plan, stages=stages)


@pytest.mark.parametrize(("kept", "own", "times"), [(1, 1, 3), (2, 1, 4), (1, 0, 2)])
def test_scores_of_head_and_objective_are_one_line(kept: int, own: int, times: int) -> None:
    """What the head keeps, what the objective does, and one gradient on its way back."""
    found = costs(scored(kept, own))
    (scores,) = (x for x in found.lines if x.contribution.what == "logits")
    assert scores.contribution.stage == "head"
    assert scores.contribution.formula == "B*L*n"
    assert scores.contribution.with_numbers(AT) == "3*16*8"
    assert scores.contribution.times == times
    assert scores.bytes == 3 * 16 * 8 * 4 * times
    assert not any(
        "kept" in x.contribution.what and x.contribution.stage in ("head", "objective")
        for x in found.lines
    )


def test_scores_that_are_kept_otherwise_are_counted_one_by_one() -> None:
    found = costs(scored(1, 3))
    assert not any(x.contribution.what == "logits" for x in found.lines)
    assert line(found, "head", "kept") == 3 * 3 * 16 * 8 * 4
    assert line(found, "objective", "gradients") == (3 * 16 * 8 + 3 * 16) * 4


def test_one_line_or_several_the_sum_is_the_same() -> None:
    one, several = scored(1, 1), scored(1, 1)
    head = several.by_path["head"]
    apart = evolve(head, activations=head.activations + constant(1))
    stages = tuple(apart if stage.path == "head" else stage for stage in several.stages)
    difference = costs(evolve(several, stages=stages)).memory - costs(one).memory
    assert difference == 4 + 3 * 16 * 4  # one number more, and the objective's own output


def test_a_metric_holds_its_own_bytes_by_its_own_formula() -> None:
    plan = small_plan()
    metric = evolve(
        plan.by_path["head"],
        path="metrics.table",
        sizes={"C": 256},
        kept=Kept(constant(8 * 256 * 256), "8*C*C"),
    )
    found = costs(evolve(plan, metrics=(metric,)))
    held = next(x for x in found.lines if x.contribution.what == "state")
    assert held.bytes == 8 * 256 * 256
    assert held.contribution.with_numbers(AT) == "8*256*256"
    assert held is found.lines[0]


def test_nothing_is_known_without_every_size() -> None:
    assert costs_of(small_plan(), {"B": 3}) is None


def test_sizes_come_from_the_training_settings() -> None:
    assert default_bindings(small_plan()) == {"B": 3, "L": 16}
    fixed = evolve(small_plan(), free=("L",))
    assert default_bindings(fixed) == {"L": 16}


def test_lines_are_the_largest_first_and_none_is_empty() -> None:
    sizes = [each.bytes for each in costs(small_plan()).lines]
    assert sizes == sorted(sizes, reverse=True)
    assert all(sizes)


def test_stages_of_a_composite_are_counted_together_wherever_they_stand() -> None:
    plan = small_plan()
    mixed = (plan.stages[0], plan.stages[2], plan.stages[1], *plan.stages[3:])
    assert [*by_folded(mixed)] == ["source", "net", "encoder", "head"]
    lines = [x for x in contributions(evolve(plan, stages=mixed), AT) if x.stage == "net"]
    assert len(lines) == 2


def test_a_real_spec_counts_as_the_walk_does() -> None:
    plan, problems = plan_text(WIDE)
    assert plan is not None, problems
    assert default_bindings(plan) == {"B": 3, "L": 16}
