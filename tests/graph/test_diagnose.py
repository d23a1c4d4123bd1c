"""Each way two ports can differ has its rule, on a wire and in a written contract."""

from __future__ import annotations

import pytest

from graphnet.contract.domain import Outside, SolvedDomain, SolvedInterval
from graphnet.contract.equate import Different
from graphnet.contract.polynomial import constant
from graphnet.graph.compare import (
    DomainFault,
    DtypeFault,
    Fault,
    KindFault,
    RankFault,
    RoleFault,
    SizeFault,
)
from graphnet.graph.diagnose import diagnose_contract, diagnose_wire
from graphnet.graph.meeting import Meeting
from graphnet.graph.plan import PlannedAxis, PlannedPort
from graphnet.graph.side import Side
from graphnet.text import SourceText, Span

TEXT = SourceText("test.toml", "giver taker")


def codes_below(high: int) -> SolvedDomain:
    return SolvedDomain((SolvedInterval(constant(0), constant(high)),))


MEETING = Meeting(
    giver="giving",
    taker="taking",
    gives=PlannedPort("int64", (PlannedAxis(constant(3), "time"),), codes_below(9), "codes"),
    takes=Side((PlannedAxis(constant(5), "batch"),), ("float",), codes_below(8), "logits"),
    giver_at=Span(TEXT, 0, 5),
    taker_at=Span(TEXT, 6, 11),
)
SIZE = SizeFault(0, Different({}, 3, 5))
DOMAIN = DomainFault(Outside({}, 8))
RULES: dict[str, tuple[Fault, str]] = {
    "rank": (RankFault(), "GN304"),
    "dtype": (DtypeFault(), "GN401"),
    "kind": (KindFault(), "GN404"),
    "role": (RoleFault(0), "GN403"),
    "size": (SIZE, "GN301"),
    "domain": (DOMAIN, "GN402"),
}


@pytest.mark.parametrize("case", RULES)
def test_a_fault_of_a_wire_breaks_its_own_rule_and_names_both_stages(case: str) -> None:
    fault, code = RULES[case]
    (problem,) = diagnose_wire((fault,), MEETING)
    assert problem.rule.code == code
    labels = [label for label in (problem.primary, *problem.others) if label is not None]
    assert {label.span.text for label in labels} == {"giver", "taker"}


@pytest.mark.parametrize("case", RULES)
def test_a_fault_of_a_written_contract_is_a_broken_promise_of_the_stage(case: str) -> None:
    (problem,) = diagnose_contract((RULES[case][0],), MEETING, "main")
    assert problem.rule.code == "GN303"
    assert "`taking`" in problem.message


def test_sizes_are_told_with_what_is_found_and_what_is_expected() -> None:
    (problem,) = diagnose_wire((SIZE,), MEETING)
    told = problem.message + "".join(label.text for label in problem.others)
    assert "3" in told
    assert "5" in told


def test_faults_are_told_in_their_order_and_none_is_lost() -> None:
    found = diagnose_wire((RoleFault(0), SIZE, DOMAIN), MEETING)
    assert [problem.rule.code for problem in found] == ["GN403", "GN301", "GN402"]
    assert diagnose_wire((), MEETING) == ()
