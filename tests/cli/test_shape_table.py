"""The shape table adds up, and leaves open what it cannot know."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.cli.shape_table import print_costs, print_table
from graphnet.contract.assumptions import Assumptions, Congruence
from graphnet.contract.polynomial import Symbol
from graphnet.graph.draw import table
from graphnet.graph.plan import Guard, Plan, Wire
from tests.graph.small_plan import small_plan

SIZES = {"B": 3, "L": 16}
BY_16 = Assumptions(congruences=(Congruence(Symbol("L"), 16, 0, ()),))


def summary(plan: Plan, capsys: pytest.CaptureFixture[str], **sizes: int) -> dict[str, str]:
    """The lines below the table by their first word."""
    print_table(plan, table(plan, (), sizes), sizes)
    lines = capsys.readouterr().out.partition("\n\n")[2].splitlines()
    return {line.split()[0]: line.split(maxsplit=1)[1] for line in lines}


def test_totals_are_the_sums_over_the_stages(capsys: pytest.CaptureFixture[str]) -> None:
    """Six stages of 10 parameters, 2*B*L operations and B*L kept numbers of four bytes."""
    found = summary(small_plan(), capsys, **SIZES)
    assert found["parameters"] == f"60: {60 * 4} B, {60 * 4 * 4} B in training"
    assert (
        found["forward"]
        == f"{6 * 2 * 3 * 16} FLOP, {6 * 3 * 16 * 4 / 1024:.3g} KiB kept for backward"
    )
    assert found["at"] == "B = 3, L = 16"


def test_opening_a_composite_changes_rows_and_no_total(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = small_plan()
    pages = []
    for unfold in ((), ("net",)):
        print_table(plan, table(plan, unfold, SIZES), SIZES)
        pages.append(capsys.readouterr().out.partition("\n\n"))
    assert pages[0][0] != pages[1][0]
    assert pages[0][2] == pages[1][2]


def test_without_a_size_what_depends_on_it_is_left_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = summary(small_plan(), capsys)
    assert found["forward"] == "-, - kept for backward"
    assert found["at"] == "no size is bound"
    assert found["parameters"].startswith("60: ")


def test_what_is_asked_of_free_sizes_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    plan = evolve(small_plan(), assumptions=BY_16)
    assert summary(small_plan(), capsys)["free"] == "B, L"
    asked = summary(plan, capsys)["free"]
    assert asked.startswith("B, L where L")
    condition = asked.removeprefix("B, L where ")
    guarded = summary(evolve(plan, guards=(Guard(condition),)), capsys)
    assert guarded["free"] == "B, L"
    assert guarded["guard"].startswith(condition)


def test_what_no_command_can_check_is_called_unverified(
    capsys: pytest.CaptureFixture[str],
) -> None:
    guards = (Guard("L > M"), Guard("values of `a` lie in [0, n)", is_checked=False))
    found = summary(evolve(small_plan(), guards=guards), capsys)
    assert "checked when a command binds the sizes" in found["guard"]
    assert found["unverified"] == "values of `a` lie in [0, n)"


def test_costs_are_formulas_whatever_is_bound(capsys: pytest.CaptureFixture[str]) -> None:
    pages = []
    for sizes in ({}, SIZES):
        print_costs(table(small_plan(), (), sizes))
        pages.append(capsys.readouterr().out)
    assert pages[0] == pages[1]
    assert pages[0].splitlines()[-2].split() == ["net", "6*B*L", "3*B*L"]


def test_a_formula_too_long_to_be_read_is_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    (*_, row) = table(small_plan(), (), SIZES)
    print_costs([evolve(row, flops_formula="B*L + " * 30, flops=1234)])
    assert "1,234 (a formula of 180 characters: --format json)" in capsys.readouterr().out


def test_metrics_are_named_with_what_they_read(capsys: pytest.CaptureFixture[str]) -> None:
    plan = small_plan()
    metric = evolve(
        plan.by_path["head"],
        path="metrics.hits",
        use="x.hits",
        inputs={"main": Wire("head"), "target": Wire("source")},
    )
    with_metric = evolve(plan, metrics=(metric,))
    print_table(with_metric, table(with_metric, (), {}), {})
    assert "metric      hits: x.hits of head, source" in capsys.readouterr().out.splitlines()


def test_numbers_of_twice_the_width_take_twice_the_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = small_plan()
    train = evolve(plan.settings.train, precision="float64")
    double = evolve(plan, settings=evolve(plan.settings, train=train))
    print_table(double, table(double, (), {"B": 3, "L": 16}), {"B": 3, "L": 16})
    said = capsys.readouterr().out
    assert "parameters  60: 480 B, 1.88 KiB in training" in said
    assert "576 FLOP, 2.25 KiB kept for backward" in said
