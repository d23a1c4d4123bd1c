"""A solved graph becomes planned stages: numbers where there are some, formulas where not."""

from __future__ import annotations

import pytest

from graphnet.contract.polynomial import evaluate, render
from graphnet.graph.assemble import with_shift
from graphnet.graph.delay import DelayOptions
from graphnet.graph.plan import Wire
from tests.graph.small_plan import small_plan
from tests.toys import BASE, codes, plan_text, toy_plan

WIDE = 'contract = "int64 (B, L, 1) in [0, n) -> float (B, L, H)"'


def test_parameters_have_numbers_for_shapes() -> None:
    shapes = {s.path: {p.name: p.shape for p in s.parameters} for s in toy_plan().stages}
    assert shapes["embed"] == {"weight": (8, 4)}
    assert shapes["head"] == {"weight": (8, 4)}
    assert shapes["net.sum"] == {}


def test_costs_are_formulas_over_the_free_sizes() -> None:
    plan = toy_plan()
    assert render(plan.by_path["head"].flops) == "64*B*L"
    inner = plan.by_path["net.sum"].flops  # B * (L // 2) * (2 * H)
    assert evaluate(inner, {"B": 3, "L": 10}) == 3 * 5 * 8


def test_a_composite_leaves_its_stages_and_no_stage_of_its_own() -> None:
    plan = toy_plan()
    assert "net" not in plan.by_path
    assert plan.by_path["head"].inputs == {"main": Wire("net.join")}
    assert plan.by_path["net.join"].inputs == {"main": Wire("net.late"), "skip": Wire("embed")}
    assert plan.composites == {"net": "toy.net"}


def test_a_width_that_nothing_decides_is_told_once() -> None:
    text = BASE.replace(WIDE + "\n", "")
    assert codes(text) == ["GN305"]
    (problem,) = plan_text(text)[1]
    assert "`H`" in problem.message + " ".join(fix.text for fix in problem.fixes)


def test_a_parameter_cannot_have_a_free_size() -> None:
    text = BASE.replace("H = 4", 'H = "any"')
    plan, problems = plan_text(text)
    assert plan is None
    assert {problem.rule.code for problem in problems} == {"GN305"}


@pytest.mark.parametrize(("start", "expected"), [(128, 128.0), (None, 0.0)])
def test_the_plans_own_shift_stands_behind_its_target(start: int | None, expected: float) -> None:
    plan = small_plan()
    stages = with_shift(plan.stages, Wire("encoder"), start)
    assert [stage.path for stage in stages[:4]] == ["source", "encoder", "delay", "net.down"]
    shift = stages[2]
    assert shift.inputs == {"main": Wire("encoder")}
    assert shift.gives["main"] == plan.by_path["encoder"].gives["main"]
    assert shift.options == DelayOptions(steps=1, start=expected)
    assert (shift.timing.delay, shift.timing.causal) == (1, True)
