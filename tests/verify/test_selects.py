"""Selecting: items are given as they are, and chosen by their places."""

from __future__ import annotations

import pytest
from attrs import evolve
from torch import Tensor

from graphnet.verify.bench import Bench
from graphnet.verify.check import Verdict
from graphnet.verify.selects import check_selects
from tests.verify.liars import Plain, SelectsLast
from tests.verify.proving import stage_text
from tests.verify.test_bench import bench
from tests.verify.test_names import subject


class SelectsSome(Plain):
    """The first items, as many as the first number says."""

    def forward(self, main: Tensor, lengths: Tensor | None = None) -> Tensor:
        return main[:, : 2 + int(1000 * main[0, 0, 0].abs()) % 5]


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


def test_as_many_items_are_selected_of_other_values() -> None:
    found = subject(stage_text("selects-last"), "probed")
    check = check_selects(Bench(found, SelectsSome(None, {})))
    assert check.verdict is Verdict.FAILED
    assert "other items are chosen of other values" in check.findings[0].message


def test_items_may_be_numbers_without_an_axis_of_their_own() -> None:
    found = subject(stage_text("selects-last"), "probed")
    inputs, outputs = (
        tuple(evolve(port, axes=port.axes[:2]) for port in ports)
        for ports in (found.inputs, found.outputs)
    )
    narrow = evolve(found, inputs=inputs, outputs=outputs)
    assert check_selects(Bench(narrow, SelectsLast(None, {}))).verdict is Verdict.OK
