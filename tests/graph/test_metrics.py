"""Metrics read the wires of the graph, are proved like the objective, and compute nothing."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.graph import Plan, plan_spec
from graphnet.graph.metrics import without_metrics
from graphnet.graph.plan import Wire
from graphnet.plugin.types import Cost, Declaration, NoOptions, StageType
from graphnet.registry import Registry
from tests.toys import BASE, read, toy_registry

METRIC = '\n[metrics.hits]\nuse = "hits"\n'


def _hits(_: NoOptions) -> Declaration:
    return Declaration(
        contract={
            "in.main": "float (*S, class:C)",
            "in.target": "int64 (*S, channel:1) in [0, C)",
            "out.main": "float64 ()",
        },
        cost=Cost(kept="8*C*C"),
        implementation="tests.toys:nothing",
    )


def _composite(_: NoOptions) -> Declaration:
    net = toy_registry().stages["toy.net"]
    return net.declare(net.options())


def _needy(_: NoOptions) -> Declaration:
    contract = {"in.main": "float (*S)", "in.weights": "float (*S)", "out.main": "float64 ()"}
    return Declaration(contract=contract, implementation="tests.toys:nothing")


def registry() -> Registry:
    declares = {"hits": _hits, "composite": _composite, "needy": _needy}
    types = [StageType(name=f"toy.{n}", summary="", declare=d) for n, d in declares.items()]
    return evolve(toy_registry(), metrics={each.name: each for each in types})


def planned(text: str) -> tuple[Plan | None, list[tuple[str, str]]]:
    """The plan, and what is said: codes and the text pointed at."""
    spec, problems = read(text)
    plan, found = plan_spec(spec, registry())
    return plan, [
        (p.rule.code, "" if p.primary is None else p.primary.span.text) for p in problems + found
    ]


def good(text: str) -> Plan:
    plan, said = planned(text)
    assert plan is not None, said
    assert said == []
    return plan


def test_a_metric_compares_what_the_objective_compares() -> None:
    plan = good(BASE + METRIC)
    (metric,) = plan.metrics
    assert metric.path == "metrics.hits"
    assert metric.inputs == {"main": Wire("head"), "target": Wire("source")}
    assert metric.sizes == {"C": 8}
    assert metric.kept is not None
    assert (metric.kept.bytes.as_int, metric.kept.formula) == (512, "8*C*C")


def test_a_metric_is_no_stage_of_the_plan_and_changes_none() -> None:
    with_metric, without = good(BASE + METRIC), good(BASE)
    assert with_metric.stages == without.stages
    assert with_metric.fingerprints == without.fingerprints
    assert with_metric.outputs == without.outputs
    assert without.metrics == ()


def test_the_target_is_read_as_it_is_and_not_one_late() -> None:
    plan = good(BASE + METRIC)
    assert plan.by_path["embed"].inputs["main"] == Wire("delay")
    assert plan.metrics[0].inputs["target"] == Wire("source")


def test_prediction_and_target_can_be_named() -> None:
    text = BASE.replace("[stages.head]", '[stages.other]\nuse = "head"\ninput = "embed"\n'
                        'sizes = { C = "n" }\n\n[stages.head]\ninput = "net"')  # fmt: skip
    plan = good(text + METRIC + 'prediction = "other"\ntarget = "source.main"\n')
    assert plan.metrics[0].inputs == {"main": Wire("other"), "target": Wire("source")}


def test_a_stage_that_only_a_metric_reads_leads_somewhere() -> None:
    text = BASE.replace("[stages.head]", '[stages.other]\nuse = "head"\ninput = "embed"\n'
                        'sizes = { C = "n" }\n\n[stages.head]\ninput = "net"')  # fmt: skip
    assert planned(text)[1] == [("GN503", "other")]
    assert planned(text + METRIC + 'prediction = "other"\n')[1] == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('prediction = "embed"', "GN403"),
        ('prediction = "source"', "GN401"),
        ('prediction = "haed"', "GN502"),
        ('target = "head"', "GN401"),
        ('prediction = "head.scores"', "GN502"),
        ("options = { deep = 1 }", "GN103"),
        ("sizes = { D = 3 }", "GN307"),
        ("sizes = { C = 9 }", "GN301"),
    ],
)
def test_a_metric_is_proved_like_the_objective(lines: str, code: str) -> None:
    plan, found = planned(f"{BASE}{METRIC}{lines}\n")
    assert plan is None
    assert [each for each, _ in found] == [code]


def test_an_unknown_metric_is_no_plan_and_its_feeders_are_not_blamed() -> None:
    text = BASE.replace("[stages.head]", '[stages.other]\nuse = "scale"\ninput = "embed"\n\n'
                        '[stages.head]\ninput = "net"')  # fmt: skip
    plan, said = planned(text + '\n[metrics.x]\nuse = "hitz"\nprediction = "other"\n')
    assert plan is None
    assert said == [("GN202", '"hitz"')]


def test_a_metric_is_one_module() -> None:
    plan, said = planned(BASE + '\n[metrics.x]\nuse = "composite"\n')
    assert plan is None
    assert [code for code, _ in said] == ["GN204"]


def test_a_port_nobody_offers_is_missed() -> None:
    plan, said = planned(BASE + '\n[metrics.x]\nuse = "needy"\n')
    assert plan is None
    assert [code for code, _ in said] == ["GN504"]


def test_the_objectives_nats_can_be_measured() -> None:
    nats = StageType(
        name="toy.mean",
        summary="",
        declare=lambda _: Declaration(
            contract="float (*S) -> float64 ()", implementation="tests.toys:nothing"
        ),
    )
    spec, _ = read(BASE + '\n[metrics.x]\nuse = "mean"\nprediction = "objective"\n')
    plan, found = plan_spec(spec, evolve(registry(), metrics={"toy.mean": nats}))
    assert plan is not None, found
    assert plan.metrics[0].inputs == {"main": Wire("objective")}
    assert plan.stages[-1].path == "objective"


def test_metrics_leave_the_stages_that_compute() -> None:
    plan = good(BASE + METRIC)
    assert without_metrics((*plan.stages, *plan.metrics)) == (plan.stages, plan.metrics)


def test_a_metric_without_its_type_is_no_plan() -> None:
    plan, said = planned(BASE + "\n[metrics.x]\nsizes = { C = 8 }\n")
    assert plan is None
    assert [code for code, _ in said] == ["GN105"]
