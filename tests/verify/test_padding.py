"""Padding: what is changed is only what lies behind each row's end."""

from __future__ import annotations

import torch

from graphnet.contract.polynomial import symbol
from graphnet.graph.plan import PlannedAxis
from graphnet.verify.check import Verdict
from graphnet.verify.padding import behind, check_padding
from graphnet.verify.ports import Port
from tests.verify.test_bench import bench

AXES = (PlannedAxis(symbol("B"), "batch"), PlannedAxis(symbol("L"), "time"))


def test_values_are_changed_behind_each_end_and_nowhere_else() -> None:
    old, new = torch.zeros(2, 4), torch.ones(2, 4)
    found = behind(old, new, Port("main", "float", AXES), [3, 1])
    assert found.tolist() == [[0, 0, 0, 1], [0, 1, 1, 1]]
    assert not old.any()


def test_axes_may_stand_in_any_order() -> None:
    found = behind(torch.zeros(4, 2), torch.ones(4, 2), Port("main", "float", AXES[::-1]), [3, 1])
    assert found.tolist() == [[0, 0], [0, 1], [0, 1], [1, 1]]


def test_the_mean_over_padding_is_found_and_a_masked_one_is_fine() -> None:
    assert check_padding(bench("pads-blind")).verdict is Verdict.FAILED
    assert check_padding(bench("pads-safe")).verdict is Verdict.OK
    assert check_padding(bench("reshapes")).verdict is Verdict.NOTHING
