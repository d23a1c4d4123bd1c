"""Every declared parameter has a gradient; zero weights at the start do not count as dead."""

from __future__ import annotations

import torch

from graphnet.verify.check import Verdict
from graphnet.verify.gradients import check_gradients, is_alive
from tests.verify.test_bench import bench


def test_a_dead_parameter_is_named() -> None:
    (finding,) = check_gradients(bench("dead")).findings
    assert "`unused`" in finding.message


def test_a_gate_that_starts_at_zero_is_alive() -> None:
    assert check_gradients(bench("faintly-ahead")).verdict is Verdict.OK


def test_a_stage_without_parameters_has_nothing_to_show() -> None:
    assert check_gradients(bench("reshapes")).verdict is Verdict.NOTHING


def test_a_gradient_is_alive_where_anything_is_not_zero() -> None:
    assert is_alive(torch.tensor([0.0, 1e-30]))
    assert not is_alive(torch.zeros(3))
    assert not is_alive(None)
