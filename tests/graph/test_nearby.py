"""A refused condition is told with what its names stand for, and what would do instead."""

from __future__ import annotations

import pytest

from graphnet.diagnostics import Diagnostic
from graphnet.graph import plan_spec
from tests.specs.hosts import with_hosts
from tests.toys import BASE, read, toy_registry


def refused(use: str, width: int, options: str = "") -> Diagnostic:
    """What is said of a stage of another house between the toys, at a width."""
    text = BASE.replace("H = 4", f"H = {width}").replace('use = "net"', f'use = "{use}"{options}')
    spec, _ = read(text)
    (problem,) = plan_spec(spec, with_hosts(toy_registry()))[1]
    return problem


@pytest.mark.parametrize(
    ("width", "near"),
    [(1028, "`H = 1024` or `H = 1032`"), (3, "`H = 8`"), (9, "`H = 8` or `H = 16`")],
)
def test_the_nearest_sizes_that_keep_every_condition_are_named(width: int, near: str) -> None:
    problem = refused("mamba.conv", width)
    assert problem.rule.code == "GN306"
    assert [fix.text for fix in problem.fixes] == [f"the nearest that would do: {near}"]


def test_what_a_name_stands_for_is_said_with_its_line() -> None:
    assert refused("mamba.conv", 12).notes == ("`H` is 12 (`H`, line 6)",)


def test_a_size_keeps_all_conditions_of_a_stage_not_only_the_broken_one() -> None:
    """32 is the first with whole heads; only at 256 is the projection a multiple of 8 as well."""
    (fix,) = refused("mamba.mamba2", 16).fixes
    assert fix.text == "the nearest that would do: `H = 256`"
    inner = 2 * 256
    assert inner % 64 == 0
    assert (2 * inner + 256 + inner // 64) % 8 == 0
    for width in range(1, 256):
        inner = 2 * width
        assert inner % 64 != 0 or (2 * inner + 256 + inner // 64) % 8 != 0
