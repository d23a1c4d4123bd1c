"""Errors of predicted numbers, against Python's own arithmetic, whole and in parts."""

from __future__ import annotations

import math
from statistics import fmean
from typing import Literal

import pytest
import torch

from graphnet.graph.declare import declare
from graphnet_basics import plugin
from graphnet_basics.declarations.regression_error import RegressionErrorOptions
from graphnet_basics.modules.regression_error import RegressionError

REGRESSION_ERROR = next(
    each for each in plugin.graphnet_metrics() if each.name == "basics.regression-error"
)

Measure = Literal["rmse", "mse", "mae"]


@pytest.mark.parametrize("measure", ["rmse", "mse", "mae"])
def test_it_is_the_mean_over_every_number_of_every_batch(measure: Measure) -> None:
    metric = RegressionError(RegressionErrorOptions(measure=measure), {"C": 2})
    state, errors = metric.initial_state(), list[float]()
    for shape in ((2, 3, 2), (4, 2), (1, 1, 2)):
        main, target = torch.randn(shape), torch.randn(shape)
        state = metric.update(state, main, target)
        errors += [
            a - b for a, b in zip(main.flatten().tolist(), target.flatten().tolist(), strict=True)
        ]
    square = fmean(error**2 for error in errors)
    expected = {"mse": square, "rmse": math.sqrt(square), "mae": fmean(map(abs, errors))}
    assert metric.value(state) == pytest.approx(expected[measure], rel=1e-12)


def test_labels_without_a_channel_axis_count_alike() -> None:
    main, target = torch.randn(5, 1), torch.randn(5)
    label = RegressionError(RegressionErrorOptions(predict="label"), {})
    plain = RegressionError(RegressionErrorOptions(), {})
    found = label.value(label.update(label.initial_state(), main, target))
    assert found == plain.value(plain.update(plain.initial_state(), main, target[:, None]))


def test_nothing_measured_is_no_number() -> None:
    metric = RegressionError(RegressionErrorOptions(), {})
    assert math.isnan(metric.value(metric.initial_state()))
    assert not metric.more_is_better


@pytest.mark.parametrize("predict", ["next", "label", "same"])
def test_every_declaration_parses_and_keeps_sixteen_bytes(predict: str) -> None:
    options = RegressionErrorOptions(predict=predict)  # type: ignore[arg-type]  # of its literals
    declared, problems = declare(REGRESSION_ERROR, options)
    assert declared is not None, problems
    assert sum(t.nbytes for t in RegressionError(options, {}).initial_state()) == 16
