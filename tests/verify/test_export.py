"""Guards of an export: implied, harmless, followed to the other side, or a broken promise."""

from __future__ import annotations

import pytest

from graphnet.contract.assume import Relation
from graphnet.contract.polynomial import constant, symbol
from graphnet.verify.export import check_export, example, fixed, is_example, is_number, is_true
from tests.toys import BASE
from tests.verify.test_bench import bench
from tests.verify.test_names import subject

L = symbol("L")


def relation(operator: str, number: int) -> Relation:
    return Relation(L, operator, constant(number))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operator", "number", "length", "expected"),
    [("==", 4, 4, True), ("!=", 4, 4, False), ("<", 4, 3, True), ("<=", 4, 5, False),
     (">", 4, 5, True), (">=", 4, 3, False)],
)  # fmt: skip
def test_a_guard_is_true_or_false_at_sizes(
    operator: str, number: int, length: int, *, expected: bool
) -> None:
    assert is_true(relation(operator, number), {"L": length}) is expected


def test_a_guard_over_unknown_sizes_is_neither() -> None:
    with pytest.raises(KeyError):
        is_true(relation("==", 4), {"K": 1})


def test_comparing_a_bare_size_with_a_number_is_hard_coding() -> None:
    assert is_number(relation("!=", 32))
    assert not is_number(relation("!=", 1))
    assert not is_number(relation("<=", 32))
    assert not is_number(Relation(L * 2, "==", constant(32)))


def test_a_size_that_is_only_what_it_was_while_tracing_is_fixed_not_wrong() -> None:
    assert fixed(relation("==", 7), {"L": 7})
    assert not fixed(relation("==", 32), {"L": 7})


def test_examples_tell_all_sizes_of_the_contract_apart() -> None:
    down = subject(BASE, "net.down")
    point = example(down)
    assert point is not None
    assert is_example(down, point)
    assert not is_example(down, {"B": 8, "L": 8})
    assert not is_example(down, {"B": 1, "L": 8})


def test_both_sides_of_a_branch_are_exported() -> None:
    check = check_export(bench("branches"))
    assert (check.findings, check.unverified) == ((), "")
    assert check.detail == "2 regions of sizes"


def test_a_condition_that_is_declared_is_no_finding_and_one_that_is_not_names_a_witness() -> None:
    assert check_export(bench("up-to-64-said")).findings == ()
    (finding,) = check_export(bench("up-to-64")).findings
    assert finding.point["L"] > 64
    assert "`L <= 64`" in finding.message


def test_a_special_case_is_found_at_the_size_it_is_for() -> None:
    (finding,) = check_export(bench("special-32")).findings
    assert finding.point["L"] == 32


def test_an_exported_size_that_is_not_the_contract_s_is_found() -> None:
    (finding,) = check_export(bench("one-too-long")).findings
    assert finding.message == "exports `main` with size `L + 3`, not `L`"
