"""Wiring: ends of the graph, holes, dead ends, and ports that the objective takes by name."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph import plan_spec
from graphnet.graph.plan import Wire
from graphnet.plugin.types import Declaration, Expansion, Inner, NoOptions, StageType
from tests.toys import BASE, codes, plan_text, read, toy_plan, toy_registry

HEADLESS = BASE[: BASE.index("[stages.embed]")]


def test_a_source_alone_is_a_plan() -> None:
    assert [stage.path for stage in toy_plan(HEADLESS).stages] == ["source"]


def test_what_is_predicted_cannot_be_the_prediction() -> None:
    text = BASE.replace('"next"', '"next"\nprediction = "source"')
    assert "GN601" in codes(text)


def test_a_hole_before_a_composite_is_one_message() -> None:
    assert codes(BASE.replace('= "embed"', '= "embedd"')) == ["GN202"]


def test_a_chain_that_leaves_stages_out_says_so_and_no_more() -> None:
    assert codes(BASE.replace("[sizes]", "chain = []\n\n[sizes]")) == ["GN506"] * 3
    assert codes(BASE.replace("[sizes]", 'chain = ["embed", "head"]\n\n[sizes]')) == ["GN506"]


def test_a_spec_with_a_hole_has_no_plan() -> None:
    start, end = BASE.index("[source]"), BASE.index("[stages.embed]")
    plan, problems = plan_text(BASE[:start] + BASE[end:])
    assert plan is None
    assert [problem.rule.code for problem in problems] == ["GN105"]


def test_a_superstep_too_long_to_follow_is_said_and_not_played() -> None:
    far = 1_000_003
    text = BASE.replace('use = "net"', f'use = "net"\noptions = {{ by = {far} }}')
    plan = toy_plan(text.replace("H = 4", f"H = {far}"))
    assert plan.schedule is None
    assert str(far) in plan.why_no_schedule
    assert [guard.is_checked for guard in plan.guards] == [False]


LOST = '[stages.a]\nuse = "scale"\ninput = "embed"\n\n[stages.b]\nuse = "scale"\n\n'


def test_of_stages_that_lead_nowhere_the_last_is_named_beside_other_mistakes() -> None:
    text = BASE.replace("[stages.net]", f'{LOST}[stages.net]\ninput = "embed"')
    plan, (problem,) = plan_text(text)
    assert plan is None
    assert problem.message.startswith("`b` leads nowhere")
    assert codes(text.replace('use = "net"', 'use = "nett"')) == ["GN202", "GN503"]


def with_objective(declaration: Declaration) -> list[str]:
    registry = toy_registry()
    other = StageType(
        name="toy.other", summary="", declare=lambda _: declaration, options=NoOptions
    )
    registry = evolve(registry, objectives={**registry.objectives, "toy.other": other})
    plan, problems = plan_spec(read(BASE.replace('"nats"', '"other"'))[0], registry)
    if plan is None:
        return [problem.rule.code for problem in problems]
    return list(plan.by_path["objective"].inputs)


def test_an_objective_is_fed_the_ports_it_has() -> None:
    alone = Declaration(contract="float (*S, class:C) -> float (*S)", implementation="x:y")
    assert with_objective(alone) == ["main"]
    more = {"in.main": "float (*S, class:C)", "in.mask": "float (*S)", "out.main": "float (*S)"}
    assert with_objective(Declaration(contract=more, implementation="x:y")) == ["GN504"]
    more["in.mask"] = "? float (*S)"
    assert with_objective(Declaration(contract=more, implementation="x:y")) == ["main"]


CODES = "int64 (batch:B, time:L, channel:1) in [0, n)"


def test_a_target_that_is_a_composite_is_shifted_for_all_who_read_it() -> None:
    inner = toy_registry()
    recode = StageType(
        name="toy.recode",
        summary="",
        declare=lambda _: Declaration(
            contract=f"{CODES} -> {CODES}", effects=("positionwise",), implementation="x:y"
        ),
    )
    both = evolve(inner, stages={**inner.stages, "toy.recode": recode, "toy.twice": twice()})
    text = BASE.replace("[stages.embed]", '[stages.data]\nuse = "twice"\n\n[stages.embed]')
    text = text.replace('"next"', '"next"\ntarget = "data"')
    plan, problems = plan_spec(read(text)[0], both)
    assert plan is not None, problems
    assert plan.target == Wire("data.two")
    assert plan.by_path["delay"].inputs == {"main": Wire("data.two")}
    assert plan.by_path["embed"].inputs == {"main": Wire("delay")}
    assert plan.schedule is not None


def twice() -> StageType:
    stages = (Inner(name="one", use="toy.recode"), Inner(name="two", use="toy.recode"))
    declaration = Declaration(contract=f"{CODES} -> {CODES}", expansion=Expansion(stages=stages))
    return StageType(name="toy.twice", summary="", declare=lambda _: declaration)
