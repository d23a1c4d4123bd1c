"""Plateaus of a validation figure, against torch's own scheduler."""

from __future__ import annotations

import math

import pytest
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import ReduceLROnPlateau

from graphnet.runtime.best import Monitor
from graphnet.runtime.metrics import Figures
from graphnet.runtime.plateau import due_figures, plateaus_in
from graphnet.spec.settings import ScheduleSettings

WAITS = ScheduleSettings(use="plateau", factor=0.5, patience=2)


@pytest.mark.parametrize("more_is_better", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_the_rate_falls_when_that_of_torch_does(seed: int, *, more_is_better: bool) -> None:
    generator = torch.Generator().manual_seed(seed)
    noise = torch.rand(60, generator=generator).tolist()
    figures = [3.0 - 0.5 * math.log1p(i) + 0.3 * noise[i] for i in range(60)]
    figures = [-figure for figure in figures] if more_is_better else figures
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    mode = "max" if more_is_better else "min"
    theirs = ReduceLROnPlateau(optimizer, mode, factor=0.5, patience=2)  # type: ignore[arg-type]
    monitor = Monitor("loss", more_is_better)
    for count in range(1, len(figures) + 1):
        theirs.step(figures[count - 1])
        plateaus = plateaus_in(figures[:count], monitor, WAITS)
        assert 0.5**plateaus == optimizer.param_groups[0]["lr"]


def test_what_is_no_number_is_no_better() -> None:
    assert plateaus_in([1.0, math.nan, math.inf, math.nan], Monitor(), WAITS) == 1
    assert plateaus_in([math.nan] * 3, Monitor(), WAITS) == 1


def test_other_schedules_have_no_plateaus() -> None:
    assert plateaus_in([1.0] * 9, Monitor(), ScheduleSettings()) == 0


def test_only_validations_that_were_due_count_and_each_once() -> None:
    lines: tuple[Figures, ...] = (
        {"update": 4, "split": "valid", "bits": 3.0},
        {"update": 4, "split": "train", "bits": 9.0},
        {"update": 7, "split": "valid", "bits": 2.0},
        {"update": 8, "split": "valid", "bits": 2.5},
        {"update": 12, "split": "valid", "bits": 2.4},
        {"update": 8, "split": "valid", "bits": 2.6},
    )
    assert due_figures(lines, Monitor(), 4, 12) == [3.0, 2.6, 2.4]
    assert due_figures(lines, Monitor(), 4, 8) == [3.0, 2.6]
