"""GELU, linear layer, GLU and residual as one, against the same one after another."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from graphnet.testing import kept_bytes
from graphnet_s4.modules.gated import gated_residual

G, H = 6, 3


def plain(c: Tensor, weight: Tensor, bias: Tensor, x: Tensor) -> Tensor:
    return x + functional.glu(functional.linear(functional.gelu(c), weight, bias), -1)


def operands(*shape: int, dtype: torch.dtype = torch.float64) -> tuple[Tensor, ...]:
    shapes = ((*shape, G), (2 * H, G), (2 * H,), (*shape, H))
    return tuple(torch.randn(s, dtype=dtype, requires_grad=True) for s in shapes)


@pytest.mark.parametrize("shape", [(2, 5), (1, 1), (7,), (2, 3, 4)])
def test_its_values_and_gradients_are_those_of_the_parts(shape: tuple[int, ...]) -> None:
    of, g = operands(*shape), torch.randn(*shape, H).double()
    torch.testing.assert_close(gated_residual(*of), plain(*of), rtol=0, atol=1e-12)
    ours = torch.autograd.grad(gated_residual(*of), of, g)
    expected = torch.autograd.grad(plain(*of), of, g)
    torch.testing.assert_close(ours, expected, rtol=0, atol=1e-12)
    assert torch.autograd.gradcheck(gated_residual, of)


def test_inputs_that_lie_across_memory_are_taken_as_they_are() -> None:
    c, weight, bias, x = operands(2, 5)
    turned = c.detach().mT.contiguous().mT.requires_grad_()
    found = torch.autograd.grad(gated_residual(turned, weight, bias, x).sum(), turned)
    expected = torch.autograd.grad(plain(c, weight, bias, x).sum(), c)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)


def test_a_second_backward_pass_gives_the_same() -> None:
    of = operands(2, 5)
    y = gated_residual(*of).sum()
    first = torch.autograd.grad(y, of, retain_graph=True)
    torch.testing.assert_close(torch.autograd.grad(y, of), first, rtol=0, atol=0)


def test_it_keeps_the_convolution_and_what_glu_takes() -> None:
    of, n = operands(8), 8
    kept = kept_bytes(lambda: gated_residual(*of), but=of)
    assert kept == 8 * n * 2 * H
    assert kept_bytes(lambda: plain(*of), but=of) == 8 * n * (G + 2 * H)


def test_under_autocast_products_are_bfloat16_and_the_residual_is_not() -> None:
    of = operands(64, dtype=torch.float32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = gated_residual(*of)
        kept = kept_bytes(lambda: gated_residual(*of), but=of)
        rounded = of[3] + functional.glu(lowered(*of[:3]), -1)
    assert y.dtype == torch.float32
    assert kept == 2 * 64 * 2 * H
    torch.testing.assert_close(y, rounded, rtol=0, atol=0)
    gradients = torch.autograd.grad(y.sum(), of)
    expected = torch.autograd.grad(plain(*of).sum(), of)
    assert {gradient.dtype for gradient in gradients} == {torch.float32}
    for found, exact in zip(gradients, expected, strict=True):
        assert (found - exact).abs().max() < 0.03 * exact.abs().max()
        assert found.abs().max() > 0


def lowered(c: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    z = functional.gelu(c).bfloat16()
    return functional.linear(z, weight.bfloat16(), bias.bfloat16())
