"""The module in every mode that leaves its contract as it is."""

from __future__ import annotations

from graphnet.verify.check import Verdict
from graphnet.verify.modes import check_modes, other_modes
from tests.verify.test_bench import bench


def test_a_mode_the_module_no_longer_knows_is_found() -> None:
    (finding,) = check_modes(bench("lost-init")).findings
    assert "`init = 'legs'`" in finding.message
    assert "KeyError" in finding.found


def test_modes_that_work_are_counted() -> None:
    check = check_modes(bench("read-in-one-mode"))
    assert (check.findings, check.detail) == ((), "1 other modes")


def test_a_stage_without_modes_has_none_to_try() -> None:
    assert check_modes(bench("reshapes")).verdict is Verdict.NOTHING
    assert [*other_modes(bench("read").subject)] == []
