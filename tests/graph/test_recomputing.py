"""Recomputing reaches stages that keep something, but what is at hand or never kept."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.plan import Plan, Rewrite
from graphnet.graph.recomputing import is_recomputed, runs_in_chunks
from tests.toys import toy_plan


def asking(*, recompute: bool = True) -> Plan:
    plan = toy_plan()
    train = evolve(plan.settings.train, recompute=recompute)
    return evolve(plan, settings=evolve(plan.settings, train=train), rewrites=())


def reached(plan: Plan) -> list[str]:
    return [stage.path for stage in plan.stages if is_recomputed(plan, stage)]


def test_only_where_a_run_asks_for_it() -> None:
    assert reached(asking(recompute=False)) == []


def test_stages_that_keep_something_but_not_the_objective() -> None:
    plan = asking()
    found = reached(plan)
    assert "embed" in found
    assert "head" in found
    assert "source" not in found
    assert all(plan.by_path[path].activations.symbols for path in found)


def test_not_the_objective_even_where_it_keeps_something() -> None:
    plan = asking()
    head, objective = plan.by_path["head"], plan.by_path["objective"]
    keeping = evolve(objective, activations=head.activations)
    plan = evolve(plan, stages=(*plan.stages[:-1], keeping))
    assert plan.objective is keeping
    assert "objective" not in reached(plan)


def test_not_what_runs_in_chunks() -> None:
    rewrite = Rewrite(name="chunked", stages=("head", "objective"), why="", positions=4)
    plan = evolve(asking(), rewrites=(rewrite,))
    assert runs_in_chunks(plan, plan.by_path["head"])
    assert "head" not in reached(plan)
    assert "embed" in reached(plan)
    early = evolve(plan, rewrites=(evolve(rewrite, name="early"),))
    assert "head" in reached(early)
