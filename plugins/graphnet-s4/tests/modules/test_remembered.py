"""What is remembered is never what other parameters gave."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from graphnet_s4.modules.remembered import MOST, Remembered


class Maker:
    """Counts how often it was asked."""

    def __init__(self, module: nn.Linear) -> None:
        self.module, self.count = module, 0

    def __call__(self) -> float:
        self.count += 1
        return float(self.module.weight.detach().sum())


@pytest.fixture
def made() -> tuple[nn.Linear, Maker, Remembered[float]]:
    module = nn.Linear(2, 2)
    return module, Maker(module), Remembered()


@torch.no_grad()
def test_the_same_parameters_are_asked_once(
    made: tuple[nn.Linear, Maker, Remembered[float]],
) -> None:
    module, make, remembered = made
    found = [remembered.find(module, "a", make) for _ in range(3)]
    assert make.count == 1
    assert len(set(found)) == 1
    remembered.find(module, "b", make)
    assert make.count == 2


def test_training_forgets_what_evaluation_kept(
    made: tuple[nn.Linear, Maker, Remembered[float]],
) -> None:
    module, make, remembered = made
    for is_training in (False, True, False):
        with torch.set_grad_enabled(is_training):
            remembered.find(module, "a", make)
    assert make.count == 3


@torch.no_grad()
def test_no_way_of_changing_a_parameter_is_overlooked(
    made: tuple[nn.Linear, Maker, Remembered[float]],
) -> None:
    module, make, remembered = made
    changes = (
        lambda: module.weight.add_(1),
        lambda: module.weight.data.mul_(2),  # which leaves the version as it was
        lambda: setattr(module.weight, "data", torch.ones(2, 2)),
        lambda: setattr(module, "weight", nn.Parameter(torch.zeros(2, 2))),
        lambda: module.load_state_dict({"weight": torch.randn(2, 2), "bias": torch.zeros(2)}),
        module.double,
    )
    for change in changes:
        remembered.find(module, "a", make)
        change()
        assert remembered.find(module, "a", make) == float(module.weight.sum())


def test_where_gradients_are_wanted_nothing_is_kept(
    made: tuple[nn.Linear, Maker, Remembered[float]],
) -> None:
    module, make, remembered = made
    for _ in range(2):
        remembered.find(module, "a", make)
    assert make.count == 2


@torch.no_grad()
def test_a_few_results_are_kept(made: tuple[nn.Linear, Maker, Remembered[float]]) -> None:
    module, make, remembered = made
    for key in range(MOST + 1):
        remembered.find(module, key, make)
    remembered.find(module, MOST, make)
    assert make.count == MOST + 1
    remembered.find(module, 0, make)
    assert make.count == MOST + 2
