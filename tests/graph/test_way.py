"""The way to the prediction in time: its rates, its schedule, and why there is none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.toys import BASE, toy_plan


def net(*by: int) -> str:
    """The base spec with nets of these pools after each other."""
    text = "".join(
        f'[stages.net{i}]\nuse = "net"\noptions = {{ by = {b} }}\n\n' for i, b in enumerate(by)
    )
    return BASE.replace('[stages.net]\nuse = "net"\n\n', text)


def test_rates_and_the_schedule_follow_the_pools() -> None:
    plan = toy_plan()
    assert plan.by_path["net.sum"].rate == Fraction(1, 2)
    assert plan.schedule is not None
    assert plan.schedule.ticks == (
        ("embed", "net.join", "head"),
        ("embed", "net.down", "net.sum", "net.up", "net.join", "head"),
    )


@pytest.mark.parametrize(("by", "superstep"), [((2,), 2), ((2, 3), 6), ((4, 6), 12), ((), 1)],
                         ids=str)  # fmt: skip
def test_a_superstep_is_the_shortest_time_after_which_all_pools_begin_anew(
    by: tuple[int, ...], superstep: int
) -> None:
    plan = toy_plan(net(*by).replace("H = 4", "H = 24"))
    assert plan.schedule is not None
    assert len(plan.schedule.ticks) == superstep
    fired = [path for tick in plan.schedule.ticks for path in tick]
    assert fired.count("head") == superstep
    for index, pool in enumerate(by):
        assert fired.count(f"net{index}.sum") == superstep // pool


def test_delays_take_no_turn() -> None:
    schedule = toy_plan().schedule
    assert schedule is not None
    assert {"delay", "net.late"}.isdisjoint(path for tick in schedule.ticks for path in tick)


def test_a_stage_that_cannot_step_leaves_no_schedule_and_says_which_it_is() -> None:
    text = BASE.replace('use = "net"', 'use = "ahead"\n\n[stages.late]\nuse = "delay"\n'
                        "options = { steps = 2 }")  # fmt: skip
    plan = toy_plan(text)
    assert plan.schedule is None
    assert "`net`" in plan.why_no_schedule


def test_what_does_not_predict_the_next_item_is_not_shifted() -> None:
    text = BASE.replace('use = "net"', 'use = "whole"').replace('"next"', '"same"')
    plan = toy_plan(text)
    assert "delay" not in plan.by_path
    assert plan.schedule is None
    assert plan.why_no_schedule


def test_a_superstep_too_long_to_follow_is_left_unverified() -> None:
    plan = toy_plan(net(997, 991).replace("H = 4", f"H = {997 * 991}"))
    assert plan.schedule is None
    assert [guard.text for guard in plan.guards if not guard.is_checked]
