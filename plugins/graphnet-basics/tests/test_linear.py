"""The linear stage is torch's own map between axes that a spec names."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from torch import nn

from graphnet_basics.declarations.linear import Gives, LinearOptions, Takes, declare
from graphnet_basics.modules.linear import Linear


@pytest.mark.parametrize(
    ("takes", "gives", "sizes"),
    [
        ("features", "classes", {"d_input": 6, "n_classes": 3}),
        ("features", "features", {"d_input": 6, "d_output": 3}),
        ("channels", "features", {"C": 6, "d_output": 3}),
        ("channels", "classes", {"C": 6, "n_classes": 3}),
    ],
)
def test_it_starts_and_computes_as_linear_of_torch_does(
    takes: Takes, gives: Gives, sizes: dict[str, int]
) -> None:
    torch.manual_seed(3)
    ours = Linear(LinearOptions(takes=takes, gives=gives), sizes)
    torch.manual_seed(3)
    theirs = nn.Linear(6, 3)
    values = torch.randn(2, 5, 6)
    torch.testing.assert_close(ours(values), theirs(values))


def test_no_way_of_it_takes_classes() -> None:
    for takes in get_args(Takes):
        contract = str(declare(LinearOptions(takes=takes)).contract)
        assert "class:" not in contract.partition("->")[0]
