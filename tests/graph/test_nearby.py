"""A refused condition is told with what its names stand for, and what would do instead."""

from __future__ import annotations

import pytest
from attrs import evolve

from graphnet.diagnostics import Diagnostic
from graphnet.graph import plan_spec
from graphnet.plugin.types import Declaration, StageType
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
    problem = refused("mamba.mixer", width)
    assert problem.rule.code == "GN306"
    assert [fix.text for fix in problem.fixes] == [f"the nearest that would do: {near}"]


def test_what_a_name_stands_for_is_said_with_its_line() -> None:
    assert refused("mamba.mixer", 12).notes == ("`H` is 12 (`H`, line 6)",)


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


def narrow_source(text: str) -> Diagnostic:
    """What is said of a source whose codes have more bits than it can give."""

    def declare(_: object) -> Declaration:
        codes = "-> int64 (batch:B, time:L, channel:C) in [0, 2**bits)"
        return Declaration(contract=codes, where=("bits <= 16",), implementation="tests.toys:x")

    toys = toy_registry()
    made = StageType(name="toy.codes", summary="", declare=declare)
    spec, _ = read(text)
    return plan_spec(spec, evolve(toys, sources={made.name: made}))[1][0]


def test_a_size_that_a_contract_was_worked_out_to_is_called_by_its_stated_name() -> None:
    """`bits` is not written anywhere near the source: it follows from `n`, which is made of it."""
    problem = narrow_source(BASE.replace("n = 8", 'bits = 24\nn = "2**bits"'))
    assert problem.rule.code == "GN306"
    assert problem.notes == ("`bits` is 24 (`bits`, line 5)",)
    assert [fix.text for fix in problem.fixes] == ["the nearest that would do: `bits = 16`"]


@pytest.mark.parametrize("sizes", ["n = 16777216", 'm = 4096\nbits = "m // 10"\nn = "m * m"'])
def test_a_size_that_is_stated_nowhere_has_no_line(sizes: str) -> None:
    problem = narrow_source(BASE.replace("n = 8", sizes))
    assert (problem.rule.code, problem.notes) == ("GN306", ("`bits` is 24",))
    assert not any("nearest" in fix.text for fix in problem.fixes)
