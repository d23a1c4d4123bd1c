"""A budget is kept or refused, and what the message says would fit does fit."""

from __future__ import annotations

from attrs import evolve, frozen

from graphnet.diagnostics import Diagnostic
from graphnet.graph import plan_spec
from graphnet.graph.budget import largest_that_fits
from graphnet.graph.costs import costs_of, default_bindings
from graphnet.graph.plan import Plan
from graphnet.plugin.types import Cost, Declaration, StageType
from tests.toys import BASE, plan_text, read, toy_registry

POOLED = BASE.replace('use = "net"', 'use = "net"\noptions = { by = 4 }')
TRAIN = "\n[train]\nlength = {{ L = {L} }}\nbatch = {B}\n[budget]\n{budget}\n"


def spec(budget: str, length: int = 64, batch: int = 8, base: str = POOLED) -> str:
    return base + TRAIN.format(L=length, B=batch, budget=budget)


def found(text: str) -> tuple[Plan, list[Diagnostic]]:
    plan, problems = plan_text(text)
    assert plan is not None, problems
    return plan, list(problems)


def memory(plan: Plan, **sizes: int) -> int:
    costs = costs_of(plan, {**default_bindings(plan), **sizes})
    assert costs is not None
    return costs.memory


def test_a_budget_that_is_just_enough_is_kept_and_one_byte_less_is_not() -> None:
    plan, _ = found(spec("memory = '1GiB'"))
    need = memory(plan)
    assert found(spec(f"memory = {need}"))[1] == []
    (problem,) = found(spec(f"memory = {need - 1}"))[1]
    assert problem.rule.code == "GN801"
    assert problem.primary is not None
    assert problem.primary.span.text == str(need - 1)


def test_the_plan_is_there_although_its_budget_is_exceeded() -> None:
    plan, problems = plan_text(spec("memory = 1000"))
    assert plan is not None
    assert [problem.rule.code for problem in problems] == ["GN801"]


def test_what_is_said_to_fit_fits_and_the_next_size_does_not() -> None:
    plan, _ = found(spec("memory = '1GiB'"))
    budget = memory(plan) * 2 // 3
    for name, step in (("B", 1), ("L", plan.assumptions.modulus_of("L"))):
        fits = largest_that_fits(plan, default_bindings(plan), name, budget)
        assert fits is not None
        assert memory(plan, **{name: fits}) <= budget < memory(plan, **{name: fits + step})
        assert fits % step == 0
    (problem,) = found(spec(f"memory = {budget}"))[1]
    mends = [fix.text for fix in problem.fixes]
    assert mends[0].startswith("`batch = ")
    assert mends[1].startswith("`length = { L = ")


def test_lengths_that_break_a_constraint_are_not_offered() -> None:
    plan, _ = found(spec("memory = '1GiB'"))
    assert plan.assumptions.modulus_of("L") == 4
    for budget in range(memory(plan, L=8), memory(plan, L=16), 97):
        fits = largest_that_fits(plan, default_bindings(plan), "L", budget)
        assert fits is not None
        assert fits % 4 == 0


def test_nothing_fits_where_the_weights_alone_are_too_much() -> None:
    plan, _ = found(spec("memory = '1GiB'"))
    assert largest_that_fits(plan, default_bindings(plan), "B", 10) is None
    (problem,) = found(spec("memory = 10"))[1]
    assert problem.fixes[0].text.startswith(("a head with fewer", "make `"))


def test_the_largest_contributor_is_named_first_and_pointed_at() -> None:
    (problem,) = found(spec("memory = 1000"))[1]
    assert problem.notes[0].startswith("most is ")
    assert problem.others


def test_without_a_length_the_budget_is_not_passed_over_in_silence() -> None:
    text = POOLED + "\n[budget]\nmemory = '1GiB'\n"
    (problem,) = found(text)[1]
    assert problem.rule.code == "GN802"
    assert not problem.is_error
    assert "`L`" in problem.message


def test_parameters_have_a_budget_of_their_own() -> None:
    assert found(spec("parameters = 64"))[1] == []
    (problem,) = found(spec("parameters = 63"))[1]
    assert problem.rule.code == "GN801"
    assert problem.message == "the model has 64 parameters, and the budget is 63"
    assert problem.others[0].text == "32 of them"


def test_both_budgets_are_checked_at_once() -> None:
    problems = found(spec("parameters = 1\nmemory = 1"))[1]
    assert [problem.rule.code for problem in problems] == ["GN801", "GN801"]


def test_two_projections_to_the_classes_are_seen_by_their_parameters() -> None:
    """65,536 to 65,536: 4.3e9 numbers, 64 GiB with gradients and moments."""
    text = spec("memory = '24GiB'\nparameters = 50_000_000").replace("H = 4", "H = 65536")
    problems = found(text.replace("n = 8", "n = 65536"))[1]
    assert [problem.rule.code for problem in problems] == ["GN801", "GN801"]
    assert "65536*65536" in " ".join(problems[0].notes)
    assert evolve(problems[0]).message.startswith("the model has 8,589,934,592 parameters")


@frozen(kw_only=True)
class TableOptions:
    """Whether each pair of classes is counted."""

    pairs: bool = True


def _table(options: TableOptions) -> Declaration:
    return Declaration(
        contract="float (*S, class:C) -> float64 ()",
        cost=Cost(kept="8*C*C" if options.pairs else "8*C"),
        implementation="tests.toys:nothing",
    )


def test_a_metric_that_holds_too_much_is_told_which_option_holds_less() -> None:
    made = StageType(name="toy.table", summary="", declare=_table, options=TableOptions)
    registry = evolve(toy_registry(), metrics={"toy.table": made})
    text = BASE.replace("n = 8", "n = 4096") + '\n[metrics]\nx = { use = "table" }\n'
    spec, _ = read(text + TRAIN.format(L=8, B=1, budget="memory = '100MiB'"))
    _, found = plan_spec(spec, registry)
    (problem,) = found
    assert problem.notes[0].startswith("most is state of `metrics.x`: 8*C*C = 8*4096*4096 bytes")
    assert problem.fixes[0].text == "`metrics.x` holds 32 KiB with `pairs = false`"
