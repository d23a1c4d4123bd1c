"""The categorical head is a linear map that starts as torch's own."""

from __future__ import annotations

import torch
from torch import nn

from graphnet.plugin import NoOptions
from graphnet_basics.modules.categorical import Categorical


def test_it_starts_and_computes_as_linear_of_torch_does() -> None:
    torch.manual_seed(3)
    head = Categorical(NoOptions(), {"H": 64, "C": 256})
    torch.manual_seed(3)
    linear = nn.Linear(64, 256)
    torch.testing.assert_close(head.weight, linear.weight)
    torch.testing.assert_close(head.bias, linear.bias)
    features = torch.randn(2, 5, 64)
    torch.testing.assert_close(head(features), linear(features))
