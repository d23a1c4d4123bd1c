"""What is predicted stands once in a spec, and shapes the contract of the objective."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from graphnet.graph.look_up import look_up_stages
from graphnet.graph.sizes import read_scope
from graphnet.plugin import Declaration, StageType
from tests.toys import BASE, read, toy_registry


@frozen
class NatsOptions:
    """An objective whose target depends on what is predicted."""

    predict: Literal["next", "label", "same"] = "next"


def declare(options: NatsOptions) -> Declaration:
    target = "int64 (*S)" if options.predict == "label" else "int64 (*S, channel:1)"
    contract = {"in.main": "float (*S, C)", "in.target": target, "out.main": "float (*S)"}
    return Declaration(contract=contract, implementation="x:Y")


TYPE = StageType(name="toy.nats", summary="nats", declare=declare, options=NatsOptions)


def objective(predict: str, options: str = "") -> tuple[object, int]:
    """The options of the objective, and how many axes its target has."""
    text = BASE.replace('predict = "next"', f'predict = "{predict}"\n{options}')
    assert f'predict = "{predict}"' in text
    spec, _ = read(text)
    registry = evolve(toy_registry(), objectives={"toy.nats": TYPE})
    found, problems = look_up_stages(spec, registry, read_scope(spec)[0])
    assert problems == ()
    stage = found.stages["objective"]
    target = dict(stage.declared.contract.inputs)["target"]
    return stage.options, len(getattr(target, "shape", ()))


def test_the_objective_is_told_what_its_spec_predicts() -> None:
    assert objective("next") == (NatsOptions("next"), 2)
    assert objective("same") == (NatsOptions("same"), 2)
    assert objective("label") == (NatsOptions("label"), 1)


def test_what_the_objective_says_counts_more_than_its_options() -> None:
    assert objective("label", 'options = { predict = "next" }') == (NatsOptions("label"), 1)


def test_an_objective_without_the_option_stays_as_it_is() -> None:
    spec, _ = read(BASE.replace('predict = "next"', 'predict = "label"'))
    found, _ = look_up_stages(spec, toy_registry(), read_scope(spec)[0])
    assert not hasattr(found.stages["objective"].options, "predict")
