"""The feed-forward block against its formula."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.feed_forward import FeedForward
from graphnet_s4.options import FeedForwardOptions


@pytest.mark.parametrize("flavour", ["src", "standalone"])
def test_it_is_its_formula(flavour: Flavour) -> None:
    block = FeedForward(FeedForwardOptions(ff=3, flavour=flavour), {"H": 5}).double()
    x = torch.randn(2, 7, 5).double()
    hidden = functional.gelu(block.norm(x) @ block.input.weight.T + block.input.bias)
    expected = x + hidden @ block.output.weight.T + block.output.bias
    assert hidden.shape == (2, 7, 15)
    torch.testing.assert_close(block(x), expected)


def test_every_position_is_by_itself() -> None:
    block = FeedForward(FeedForwardOptions(), {"H": 5}).double()
    x = torch.randn(2, 7, 5).double()
    torch.testing.assert_close(block(x)[:, 3], block(x[:, 3]))


def test_dropout_stands_behind_the_gelu_and_at_the_end_only_in_one_flavour() -> None:
    cases: tuple[tuple[Flavour, bool], ...] = (("src", False), ("standalone", True))
    for flavour, has_end in cases:
        block = FeedForward(FeedForwardOptions(dropout=0.25, flavour=flavour), {"H": 5})
        assert isinstance(block.dropout, nn.Dropout)
        assert isinstance(block.residual_dropout, nn.Dropout) is has_end
