"""The feed-forward block as one, against the same one operation after another."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from graphnet.testing import kept_bytes
from graphnet_s4.modules.norm import ScalarNorm, build_norm
from graphnet_s4.modules.widened import widened_residual

H, W = 4, 10
Parts = tuple[nn.Module, nn.Linear, nn.Linear]
KINDS = ("scalar", "layer")


def parts(kind: str, dtype: torch.dtype = torch.float64) -> Parts:
    norm = build_norm("scalar" if kind == "scalar" else "layer", H).to(dtype)
    for parameter in norm.parameters():
        nn.init.normal_(parameter)
    return norm, nn.Linear(H, W, dtype=dtype), nn.Linear(W, H, dtype=dtype)


def plain(x: Tensor, norm: nn.Module, wide: nn.Linear, narrow: nn.Linear) -> Tensor:
    return x + narrow(functional.gelu(wide(norm(x))))  # type: ignore[no-any-return]  # of modules


def learnt(found: Parts) -> tuple[nn.Parameter, ...]:
    return tuple(parameter for part in found for parameter in part.parameters())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(2, 5), (1, 1), (7,), (2, 3, 4)])
def test_its_values_and_gradients_are_those_of_the_parts(kind: str, shape: tuple[int, ...]) -> None:
    its = parts(kind)
    x = torch.randn(*shape, H, dtype=torch.float64, requires_grad=True)
    of, g = (x, *learnt(its)), torch.randn(*shape, H).double()
    torch.testing.assert_close(widened_residual(x, *its), plain(x, *its), rtol=0, atol=1e-10)
    ours = torch.autograd.grad(widened_residual(x, *its), of, g)
    expected = torch.autograd.grad(plain(x, *its), of, g)
    torch.testing.assert_close(ours, expected, rtol=1e-10, atol=1e-10)


def test_a_scale_of_nothing_has_gradients() -> None:
    """Weights may pass through zero: what is kept is not divided by them."""
    norm, wide, narrow = parts("scalar")
    assert isinstance(norm, ScalarNorm)
    nn.init.zeros_(norm.s)
    x = torch.randn(3, H, dtype=torch.float64, requires_grad=True)
    of = (x, norm.s, norm.m, wide.weight)
    ours = torch.autograd.grad(widened_residual(x, norm, wide, narrow).sum(), of)
    expected = torch.autograd.grad(plain(x, norm, wide, narrow).sum(), of)
    torch.testing.assert_close(ours, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_the_norm_one_number_a_position_and_what_gelu_takes(kind: str) -> None:
    its, n = parts(kind), 16
    x = torch.randn(n, H, dtype=torch.float64, requires_grad=True)
    weights = learnt(its)
    small = 2 * H * W + W + H + 2  # scaled weights and their kin, whatever n is
    ours = kept_bytes(lambda: widened_residual(x, *its), but=(x, *weights))
    assert n * (H + 1 + W) <= ours // 8 <= n * (H + 1 + W) + small
    usual = kept_bytes(lambda: plain(x, *its), but=weights)
    assert usual >= 8 * n * (2 * H + 2 * W)


def test_a_norm_nobody_knows_is_refused() -> None:
    _, wide, narrow = parts("layer")
    with pytest.raises(TypeError, match="BatchNorm1d"):
        widened_residual(torch.randn(3, H).double(), nn.BatchNorm1d(H), wide, narrow)


def test_under_autocast_products_are_bfloat16_and_the_residual_is_not() -> None:
    its = parts("scalar", torch.float32)
    x = torch.randn(64, H, requires_grad=True)
    of = (x, *learnt(its))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = widened_residual(x, *its)
    expected = torch.autograd.grad(plain(x, *its).sum(), of)
    found = torch.autograd.grad(y.sum(), of)
    assert y.dtype == torch.float32
    gap = (y - plain(x, *its)).abs().max()
    assert 0 < gap < 0.03 * y.abs().max()
    for ours, exact in zip(found, expected, strict=True):
        assert ours.dtype == torch.float32
        assert (ours - exact).abs().max() < 0.03 * exact.abs().max()
