"""What a training update costs is shown line by line, and every group of the optimiser."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.cli.cost_table import group_data, memory_data, print_groups, print_memory
from graphnet.graph.costs import costs_of
from graphnet.graph.groups import groups_of_plan
from graphnet.graph.plan import Plan
from graphnet.plugin.types import OptimizerGroup
from graphnet.spec.settings import OptimizerSettings, Settings, TrainSettings
from tests.graph.small_plan import small_plan

AT = {"B": 3, "L": 16}
RUN = OptimizerSettings(lr=0.001, weight_decay=0.1)


def grouped() -> Plan:
    """A plan one stage of which asks for a rate above the run's, and for no decay."""
    plan = evolve(small_plan(), settings=Settings(train=TrainSettings(optimizer=RUN)))
    fast = OptimizerGroup(name="fast", lr=0.01, weight_decay=0.0)
    head = plan.by_path["head"]
    own = evolve(head, parameters=(evolve(head.parameters[0], group=fast),))
    return evolve(plan, stages=(*plan.stages[:-1], own))


def test_memory_is_listed_with_its_formulas_the_largest_first(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_memory(costs_of(small_plan(), AT), AT)
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("memory of a training update at B = 3, L = 16: ")
    first = next(line for line in said if line.startswith("head "))
    assert "512*B*L" in first
    assert "512*3*16" in first
    assert "96 KiB" in first
    assert said.index(first) == 4


def test_memory_without_sizes_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    print_memory(None, {})
    assert "--bind" in capsys.readouterr().out
    assert memory_data(None) is None


def test_a_group_is_shown_beside_the_settings_of_the_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_groups(groups_of_plan(grouped()), RUN)
    *_, default, fast = capsys.readouterr().out.splitlines()
    assert default.split()[:4] == ["default", "0.001", "0.1", "50"]
    assert "0.01 (above the run's 0.001)" in fast
    assert "0 (below the run's 0.1)" in fast
    assert fast.split()[-1] == "head"


def test_the_data_holds_what_the_table_shows() -> None:
    costs = costs_of(small_plan(), AT)
    assert costs is not None
    data = memory_data(costs)
    assert isinstance(data, dict)
    lines = data["contributions"]
    assert isinstance(lines, list)
    assert data["bytes"] == costs.memory == sum(line["bytes"] for line in lines)
    groups = group_data(groups_of_plan(grouped()))
    assert isinstance(groups, list)
    assert groups[1] == {
        "group": ["fast"], "lr": 0.01, "weight_decay": 0.0, "parameters": 10, "stages": ["head"]
    }  # fmt: skip
