"""What plugins offer is plain values: compared by what they say, refused where impossible."""

from __future__ import annotations

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from graphnet.plugin import (
    NO_DECAY,
    Cost,
    Declaration,
    DelayOptions,
    NoOptions,
    OptimizerGroup,
    Parameter,
    StageType,
)


def test_a_contract_is_all_a_declaration_needs() -> None:
    declared = Declaration(contract="float (*S) -> float (*S)")
    assert declared.parameters == ()
    assert declared.effects == declared.where == declared.state == ()
    assert declared.cost == Cost(flops="0", activations="0")
    assert (declared.start, declared.sink, declared.expansion) == (None, None, None)


def test_two_declarations_that_say_the_same_are_equal() -> None:
    def declare(shape: str) -> Declaration:
        return Declaration(contract="-> (B)", parameters=(Parameter(name="w", shape=shape),))

    assert declare("(H,)") == declare("(H,)")
    assert declare("(H,)") != declare("(H, H)")


def test_what_was_declared_cannot_be_changed_behind_the_plans_back() -> None:
    with pytest.raises(FrozenInstanceError):
        Cost().flops = "1"  # type: ignore[misc]  # the planted fault


def test_a_group_leaves_to_the_run_what_it_does_not_name() -> None:
    assert (OptimizerGroup().lr, OptimizerGroup().weight_decay) == (None, None)
    assert (NO_DECAY.lr, NO_DECAY.weight_decay) == (None, 0.0)


def test_a_delay_of_nothing_is_refused() -> None:
    assert DelayOptions().steps == 1
    for steps in (0, -1):
        with pytest.raises(ValueError, match="steps"):
            DelayOptions(steps=steps)


def test_a_stage_type_may_name_where_its_parts_stand() -> None:
    stage = StageType(
        name="x.y",
        summary="",
        declare="tests.plugin.test_types:declare_cost",
        options="graphnet.plugin:DelayOptions",
        retired="tests.plugin.test_types:RETIRED",
    )
    assert stage.flaw is None
    assert stage.declare is declare_cost
    assert stage.options is DelayOptions
    assert stage.retired is RETIRED
    assert stage == evolve(stage, retired={})
    assert stage != evolve(stage, declare=declare_cost)


RETIRED = {"way": "write `mode`"}


def declare_cost(_: DelayOptions) -> Declaration:
    """What the place above leads to."""
    return Declaration(contract="-> (B)")


def test_a_stage_type_without_options_takes_none() -> None:
    declared = Declaration(contract="-> (B)")
    stage = StageType(name="x.y", summary="", declare=lambda _: declared)
    assert stage.options is NoOptions
    assert NoOptions() == NoOptions()
