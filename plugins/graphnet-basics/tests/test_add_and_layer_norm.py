"""The two smallest stages do what their formulas say."""

from __future__ import annotations

import torch

from graphnet.plugin import NoOptions
from graphnet_basics.modules.add import Add
from graphnet_basics.modules.layer_norm import LayerNorm


def test_add_adds() -> None:
    a, b = torch.randn(2, 3, 4), torch.randn(2, 3, 4)
    torch.testing.assert_close(Add(NoOptions(), {})(a, b), a + b)


def test_layer_norm_is_the_formula_with_population_variance() -> None:
    norm = LayerNorm(NoOptions(), {"H": 5}).double()
    with torch.no_grad():
        norm.weight.copy_(torch.randn(5))
        norm.bias.copy_(torch.randn(5))
    x = torch.randn(2, 3, 5, dtype=torch.float64)
    centred = x - x.mean(dim=-1, keepdim=True)
    scale = (centred.square().mean(dim=-1, keepdim=True) + 1e-5).sqrt()
    torch.testing.assert_close(norm(x), centred / scale * norm.weight + norm.bias)


def test_layer_norm_starts_without_scale_and_shift() -> None:
    frame = LayerNorm(NoOptions(), {"H": 64})(3 + 7 * torch.randn(10, 64))
    torch.testing.assert_close(frame.mean(dim=-1), torch.zeros(10), rtol=0, atol=1e-5)
    torch.testing.assert_close(frame.var(dim=-1, correction=0), torch.ones(10))
