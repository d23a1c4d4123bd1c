"""Selecting: items are given as they are, and chosen by their places."""

from __future__ import annotations

import pytest

from graphnet.verify.check import Verdict
from graphnet.verify.selects import check_selects
from tests.verify.test_bench import bench


def test_the_last_item_is_selected() -> None:
    assert check_selects(bench("selects-last")).verdict is Verdict.OK
    assert check_selects(bench("reshapes")).verdict is Verdict.NOTHING


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("selects-mean", "it gives an item that is none of those it takes"),
        ("selects-loudest", "other items are chosen of other values"),
        ("selects-narrow", "given wider items"),
        ("selects-too-long", "it gives an item that is none of those it takes"),
    ],
)
def test_a_stage_that_does_more_is_found(name: str, found: str) -> None:
    check = check_selects(bench(name))
    assert check.verdict is Verdict.FAILED
    assert found in check.findings[0].message
    assert check.findings[0].rule.code == "GN702"
