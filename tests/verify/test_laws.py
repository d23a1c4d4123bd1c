"""All laws of a stage together, and the quick ones alone."""

from __future__ import annotations

from graphnet.plugin.types import Normalised, ReachableFloor, Reorders
from graphnet.verify.check import Verdict
from graphnet.verify.laws import check_cheap_laws, check_laws, law_name
from tests.verify.test_bench import bench
from tests.verify.test_normalised import objective
from tests.verify.test_reorders import reordering


def test_laws_are_named_for_people() -> None:
    laws = (Normalised(), ReachableFloor(bits=2.0), Reorders(places=("i0",)))
    assert [law_name(law) for law in laws] == ["normalised", "reaches 2 bits", "reorders"]


def test_several_broken_laws_are_several_findings() -> None:
    assert len(check_laws(objective("clamped", 4096)).findings) == 1
    assert check_laws(objective("bins", 256)).detail == "normalised, reaches 0.1 bits"


def test_a_stage_without_laws_has_nothing_to_keep() -> None:
    assert check_laws(bench("reshapes")).verdict is Verdict.NOTHING


def test_quick_laws_are_order_and_inverses() -> None:
    assert check_cheap_laws(reordering("in-blocks")).verdict is Verdict.FAILED
    assert check_cheap_laws(reordering("no-inverse")).verdict is Verdict.FAILED
    assert check_cheap_laws(objective("half-bins", 256)).findings == ()
