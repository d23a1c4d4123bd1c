"""What is done to values says so, and comes out in the shape it says."""

from __future__ import annotations

import math

import pytest
import torch

from graphnet_s4.importer.recipes import Readout, Recipe, Squeeze, StepSize, Turn
from graphnet_s4.importer.values import value_of


@pytest.mark.parametrize(
    ("recipe", "theirs", "ours"),
    [
        (Turn(), (1, 4), (1, 4)),
        (Squeeze(axes=-1), (6, 3, 1), (6, 3)),
        (Squeeze(axes=1, at_front=True), (4, 8, 2), (1, 4, 8, 2)),
        (StepSize(into="exp"), (5,), (5, 1)),
        (StepSize(into="softplus"), (5, 1), (5, 1)),
    ],
    ids=repr,
)
def test_values_come_out_in_the_shape_that_was_said(
    recipe: Recipe, theirs: tuple[int, ...], ours: tuple[int, ...]
) -> None:
    assert recipe.shape(theirs) == ours
    assert tuple(value_of(recipe, torch.randn(theirs), {}).shape) == ours
    assert recipe.reason


def test_step_sizes_stay_what_they_are() -> None:
    log_dt = torch.tensor([math.log(0.001), math.log(0.1)], dtype=torch.float64)
    dt = torch.tensor([[0.001], [0.1]], dtype=torch.float64)
    kept = value_of(StepSize(into="exp"), log_dt, {})
    torch.testing.assert_close(torch.exp(kept), dt, rtol=1e-12, atol=0)
    made = value_of(StepSize(into="softplus"), log_dt, {})
    torch.testing.assert_close(torch.log1p(torch.exp(made)), dt, rtol=1e-12, atol=0)
    fast = value_of(StepSize(into="exp", is_fast=True), log_dt, {})
    torch.testing.assert_close(torch.exp(torch.sinh(fast)), dt, rtol=1e-12, atol=0)


def test_a_turn_is_the_other_sign_and_nothing_is_as_it_is() -> None:
    A_imag = torch.tensor([1.0, -2.0])
    assert torch.equal(value_of(Turn(), A_imag, {}), -A_imag)
    assert value_of(None, A_imag, {}) is A_imag


def test_the_form_of_c_is_said_on_both_sides() -> None:
    assert Readout(then=64, now=None, options=None).reason == "C (1 - dA^64) made C"
    assert Readout(then=None, now=16, options=None).reason == "C made C (1 - dA^16)"
