"""Norm and dropouts of a residual block: what is set, or else what the flavour has."""

from __future__ import annotations

from typing import Literal

import pytest
import torch

from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.feed_forward import FeedForward
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import FeedForwardOptions, S4DOptions
from graphnet_s4.residual import ResidualOptions


def test_the_flavour_decides_where_nothing_is_set() -> None:
    src = ResidualOptions(dropout=0.1)
    assert (src.norm_kind, src.last_dropout) == ("scalar", 0.0)
    standalone = ResidualOptions(dropout=0.1, flavour="standalone")
    assert (standalone.norm_kind, standalone.last_dropout) == ("layer", 0.1)


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("norm", ["scalar", "layer"])
def test_what_is_set_is_what_is_built(flavour: Flavour, norm: Literal["scalar", "layer"]) -> None:
    feed_forward = FeedForward(FeedForwardOptions(flavour=flavour, norm=norm), {"H": 4})
    block = S4D(S4DOptions(flavour=flavour, norm=norm), {"H": 4})
    for module in (feed_forward, block):
        names = {n for n, _ in module.named_parameters() if n.startswith("norm.")}
        assert names == ({"norm.m", "norm.s"} if norm == "scalar" else {"norm.weight", "norm.bias"})


@pytest.mark.parametrize("flavour", ["src", "standalone"])
def test_dropout_at_the_end_leaves_only_what_came_in(flavour: Flavour) -> None:
    """Of the items dropped nothing of the block is left, and the others are scaled."""
    torch.manual_seed(0)
    module = FeedForward(FeedForwardOptions(flavour=flavour, residual_dropout=0.5), {"H": 8})
    x = torch.randn(4, 64, 8)
    change = module(x) - x
    dropped = change == 0
    assert 0.4 < dropped.float().mean() < 0.6
    torch.testing.assert_close(
        change[~dropped], 2 * (module.eval()(x) - x)[~dropped], rtol=1e-4, atol=1e-5
    )
    none = FeedForwardOptions(flavour=flavour, dropout=0.5, residual_dropout=0.0)
    assert isinstance(FeedForward(none, {"H": 8}).residual_dropout, torch.nn.Identity)


@pytest.mark.parametrize("wrong", [{"norm": "batch"}, {"residual_dropout": 1.0}, {"dropout": -0.1}])
def test_an_impossible_value_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"'{[*wrong][-1]}'"):
        ResidualOptions(**wrong)  # type: ignore[arg-type]  # it is wrong
