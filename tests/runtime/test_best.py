"""The figure that decides which checkpoint is the best, and in which direction."""

from __future__ import annotations

import math

import pytest

from graphnet.runtime.best import Monitor, monitor_of
from graphnet.runtime.gauges import Figure, build_gauges
from graphnet.runtime.metrics import Figures
from tests.runtime.test_gauges import measured_plan

LINES: tuple[Figures, ...] = (
    {"update": 1, "split": "train", "bits": 0.1},
    {"update": 1, "split": "valid", "bits": 3.0, "metrics": {"hits": 0.2, "odd": 0.0}},
    {"update": 2, "split": "valid", "bits": 2.0, "metrics": {"hits": 0.5}},
    {"update": 3, "split": "valid", "bits": 4.0, "metrics": {"hits": 0.4}},
    {"update": 4, "split": "valid"},
)


@pytest.mark.parametrize(
    ("figure", "best", "less", "more"),
    [
        (1.0, None, True, True),
        (1.0, 2.0, True, False),
        (2.0, 1.0, False, True),
        (1.0, 1.0, False, False),
        (math.nan, None, False, False),
        (math.inf, 1.0, False, False),
        (-math.inf, 1.0, False, False),
    ],
)
def test_better_means_less_or_more(
    figure: float, best: float | None, *, less: bool, more: bool
) -> None:
    assert Monitor().is_better(figure, best) == less
    assert Monitor("hits", more_is_better=True).is_better(figure, best) == more


def test_the_best_so_far_is_read_from_what_was_written() -> None:
    assert Monitor().best_of(LINES) == 2.0
    assert Monitor("hits", more_is_better=True).best_of(LINES) == 0.5
    assert Monitor("odd").best_of(LINES) == 0.0
    assert Monitor("new").best_of(LINES) is None
    assert Monitor().best_of(()) is None


def test_the_loss_is_not_the_metric_of_the_same_word() -> None:
    lines: tuple[Figures, ...] = ({"split": "valid", "bits": 3.0, "metrics": {"bits": 1.0}},)
    assert Monitor().best_of(lines) == 3.0
    assert Monitor("bits").best_of(lines) == 1.0


def test_the_figure_is_found_by_its_name() -> None:
    figures = (Figure("a", 1.0), Figure("b", 2.0))
    assert Monitor().of(5.0, figures) == 5.0
    assert Monitor("b").of(5.0, figures) == 2.0


def test_the_direction_is_that_of_the_metric() -> None:
    gauges, _ = build_gauges(measured_plan())
    assert monitor_of("total", gauges) == Monitor("total", more_is_better=True)
    assert monitor_of("loss", gauges) == Monitor()
