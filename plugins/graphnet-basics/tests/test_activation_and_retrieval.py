"""Two small stages of a head that compares: a bend, and two vectors as one."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from graphnet_basics.declarations.activation import ActivationOptions
from graphnet_basics.declarations.retrieval import RetrievalOptions
from graphnet_basics.modules.activation import Activation
from graphnet_basics.modules.retrieval import Retrieval

X, Y = torch.randn(5, 3).double(), torch.randn(5, 3).double()


def test_each_function_is_the_one_that_is_named() -> None:
    for x in (-2.0, -0.1, 0.0, 0.7, 3.0):
        given = torch.tensor([x]).double()
        bent = {
            name: Activation(ActivationOptions(function=name), {})(given).item()
            for name in ("relu", "gelu", "tanh")
        }
        assert bent == {
            "relu": pytest.approx(max(0.0, x)),
            "gelu": pytest.approx(x * 0.5 * (1 + math.erf(x / math.sqrt(2)))),
            "tanh": pytest.approx(math.tanh(x)),
        }


def test_the_two_vectors_their_difference_and_their_product() -> None:
    found = Retrieval(RetrievalOptions(), {"H": 3})(main=X, other=Y)
    assert torch.equal(found, torch.cat([X, Y, X - Y, X * Y], dim=1))


def test_or_the_two_alone() -> None:
    found = Retrieval(RetrievalOptions(compare="concatenate"), {"H": 3})(main=X, other=Y)
    assert torch.equal(found, torch.cat([X, Y], dim=1))


def test_with_two_linear_maps_it_is_the_head_for_pairs() -> None:
    """Both vectors of a pair in one batch, halves apart, as such heads are fed elsewhere."""
    head = nn.Sequential(nn.Linear(12, 3), nn.ReLU(), nn.Linear(3, 2)).double()
    left, right = torch.cat([X, Y]).chunk(2)
    expected = head(torch.cat([left, right, left - right, left * right], dim=-1))
    bend = Activation(ActivationOptions(), {})
    both = Retrieval(RetrievalOptions(), {"H": 3})(main=X, other=Y)
    torch.testing.assert_close(head[2](bend(head[0](both))), expected)
