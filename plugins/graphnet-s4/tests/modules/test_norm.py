"""The scalar norm against its formula."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet_s4.modules.norm import ScalarNorm, build_norm


def formula(x: Tensor, m: Tensor, s: Tensor) -> Tensor:
    std, mean = torch.std_mean(x, dim=-1, correction=0, keepdim=True)
    return s / std * (x - mean + m)


def moved() -> ScalarNorm:
    norm = ScalarNorm().double()
    nn.init.constant_(norm.m, 0.3)
    nn.init.constant_(norm.s, -1.7)
    return norm


def test_it_is_its_formula_for_sequences_and_single_items() -> None:
    norm, x = moved(), torch.randn(2, 5, 7).double()
    torch.testing.assert_close(norm(x), formula(x, norm.m, norm.s), rtol=1e-13, atol=1e-13)
    torch.testing.assert_close(norm(x[:, 0]), norm(x)[:, 0], rtol=0, atol=0)


def test_its_gradients_are_those_of_the_formula() -> None:
    norm, x = moved(), torch.randn(2, 5, 7, dtype=torch.float64, requires_grad=True)
    g, of = torch.randn(2, 5, 7).double(), (x, norm.m, norm.s)
    ours = torch.autograd.grad(norm(x), of, g)
    expected = torch.autograd.grad(formula(*of), of, g)
    torch.testing.assert_close(ours, expected, rtol=1e-12, atol=1e-12)


def test_it_starts_as_a_layer_norm_without_epsilon() -> None:
    x = torch.randn(3, 6).double()
    expected = functional.layer_norm(x, (6,), eps=0.0)
    torch.testing.assert_close(ScalarNorm().double()(x), expected)


def test_the_other_flavour_has_a_plain_layer_norm() -> None:
    assert isinstance(build_norm("layer", 6), nn.LayerNorm)
