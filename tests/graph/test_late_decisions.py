"""What waits for later sizes is decided in the end; what cannot be decided is a guard."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graphnet.contract.assume import NOTHING, Assumptions, Contradiction, Relation
from graphnet.contract.polynomial import Symbol, constant, symbol
from graphnet.graph.bindings import Bindings, Bound
from graphnet.graph.lengths import check_lengths
from graphnet.graph.plan import Guard, PlannedAxis
from tests.toys import BASE, codes, toy_plan

PAIR = BASE.replace('use = "net"', 'use = "pair"').replace('"next"', '"label"')
ENDLESS = PAIR[: PAIR.index("[objective]")]


def test_what_a_bound_size_requires_is_assumed() -> None:
    assert toy_plan(ENDLESS).assumptions.modulus_of("L") == 2


def test_what_a_bound_size_requires_and_cannot_have_is_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(relations: tuple[Relation, ...], _: Assumptions) -> Contradiction:
        return Contradiction(relations[0], "never")

    monkeypatch.setattr("graphnet.graph.bindings.assume_where", refuse)
    bindings, half = Bindings(NOTHING), Symbol("K", "pair")
    verdict = bindings.equate(PlannedAxis(symbol("L")), PlannedAxis(symbol(half) * 2))
    assert isinstance(verdict, Contradiction)
    assert not bindings.is_bound(half)


LATE = """\
format = 1
name = "late"
outputs = ["up", "known"]
sizes = { n = 8 }
source = { use = "codes", contract = "-> int64 (B, L, 1) in [0, n)" }
[stages.embed]
use = "embed"
[stages.up]
use = "up"
[stages.known]
use = "scale"
input = "embed"
contract = "(B, L, 6) -> (B, L, 6)"
"""


def test_a_condition_on_a_size_that_a_later_stage_decides_is_checked_then() -> None:
    assert codes(LATE) == []
    assert codes(LATE.replace("L, 6", "L, 5")) == ["GN306"]


def guarded(axis: str) -> str:
    return BASE.replace('use = "net"', f'use = "scale"\ncontract = "(B, {axis}, H) -> (B, L, H)"')


def test_what_is_neither_proved_nor_refuted_is_checked_when_sizes_are_bound() -> None:
    plan = toy_plan(guarded("(L**2 + L)//(L + 1)"))
    assert Guard("L == (L**2 + L)//(L + 1)") in plan.guards
    assert len(plan.assumptions.facts) >= 1
    assert check_lengths({"L": 9}, plan.free, plan.assumptions, {}) == ()


def test_a_guard_on_the_batch_stays_unverified_for_no_command_binds_it() -> None:
    plan = toy_plan(guarded("(B**2*L + L)//(B**2 + 1)"))
    assert [guard.is_checked for guard in plan.guards] == [False]


@pytest.mark.parametrize("size", ['"L"', '"any"'])
def test_what_is_learned_cannot_have_a_free_size(size: str) -> None:
    assert codes(BASE.replace("H = 4", f"H = {size}")) == ["GN305"]


def test_a_chain_of_sizes_that_stand_for_each_other_may_be_long() -> None:
    bindings = Bindings(NOTHING)
    names = [Symbol("H", f"s{index}") for index in range(5000)]
    for mine, other in pairwise(names):
        bindings.bind(mine, Bound(symbol(other), symbol(other)))
    bindings.bind(names[-1], Bound(constant(4), constant(4)))
    assert bindings.value(names[0]).as_int == 4
