"""The core's own stage: it shifts anything with a time axis and changes nothing else."""

from __future__ import annotations

import pytest

from graphnet.graph import Plan
from tests.toys import BASE, codes, toy_plan

PLAIN = BASE[: BASE.index("[objective]")]


def delayed(stage: str, options: str = "", before: str = "head") -> str:
    """A spec that predicts nothing, with a delay before one of its stages."""
    late = f'[stages.{stage}]\nuse = "delay"\n{options}\n\n'
    return PLAIN.replace(f"[stages.{before}]", f"{late}[stages.{before}]")


def plan_of(options: str = "", before: str = "head") -> Plan:
    return toy_plan(delayed("late", options, before))


def test_a_delay_gives_what_it_takes() -> None:
    stage = plan_of().by_path["late"]
    assert stage.gives == stage.takes
    assert [axis.written for axis in stage.gives["main"].axes] == ["B", "L", "H"]


def test_a_delay_of_codes_keeps_their_dtype_and_domain() -> None:
    plan = plan_of(before="embed")
    late = plan.by_path["late"].gives["main"]
    assert late.dtype == "int64"
    assert late.domain == plan.source.gives["main"].domain


@pytest.mark.parametrize("steps", [1, 5])
def test_a_delay_is_as_long_as_its_option_says(steps: int) -> None:
    timing = plan_of(f"options = {{ steps = {steps} }}").by_path["late"].timing
    assert timing.delay == steps
    assert timing.causal


@pytest.mark.parametrize("steps", [0, -1])
def test_a_delay_by_nothing_is_refused(steps: int) -> None:
    assert codes(delayed("late", f"options = {{ steps = {steps} }}")) == ["GN205"]


def test_a_delay_learns_nothing_and_costs_nothing() -> None:
    stage = plan_of().by_path["late"]
    assert stage.parameters == ()
    assert stage.flops.as_int == 0
