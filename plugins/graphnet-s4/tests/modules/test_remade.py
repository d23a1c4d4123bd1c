"""What is made again has the gradients of what is kept, and keeps the parameters alone."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from graphnet_s4.modules.remade import remade


def squares(layer: nn.Linear) -> tuple[Tensor, ...]:
    return layer.weight.square() @ layer.weight, layer.bias * layer.weight[0]


def layer() -> nn.Linear:
    return nn.Linear(3, 3).double()


def test_values_and_gradients_are_those_of_what_is_kept() -> None:
    module = layer()
    expected, found = squares(module), remade(module, squares)
    g = [torch.randn_like(t) for t in expected]
    torch.testing.assert_close(found, expected)
    for p in module.parameters():
        ours = torch.autograd.grad(found, p, g, retain_graph=True)
        torch.testing.assert_close(ours, torch.autograd.grad(expected, p, g, retain_graph=True))


def test_what_does_not_learn_has_no_part_in_the_gradient() -> None:
    module = layer()
    module.weight.requires_grad_(False)
    found = remade(module, squares)
    (ours,) = torch.autograd.grad(found[1].sum(), module.bias)
    torch.testing.assert_close(ours, module.weight[0])


def test_parameters_put_in_for_one_call_are_those_of_the_gradient() -> None:
    module, other = layer(), {name: p.detach() * 2 for name, p in layer().named_parameters()}
    other = {name: value.requires_grad_() for name, value in other.items()}

    class Whole(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = module

        def forward(self) -> Tensor:
            return remade(self.inner, squares)[0].sum()

    given = {f"inner.{name}": value for name, value in other.items()}
    found = torch.func.functional_call(Whole(), given, ())
    w = other["weight"]
    (ours,) = torch.autograd.grad(found, w)
    (expected,) = torch.autograd.grad((w.square() @ w).sum(), w)
    torch.testing.assert_close(ours, expected)


def test_parameters_alone_are_kept() -> None:
    module, kept = layer(), set()

    def keep(tensor: Tensor) -> Tensor:
        kept.add(tensor.data_ptr())
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        remade(module, squares)
    assert kept == {p.data_ptr() for p in module.parameters()}


def test_a_frozen_parameter_has_no_gradient() -> None:
    module = layer()
    module.bias.requires_grad_(False)
    first, second = remade(module, squares)
    torch.autograd.backward([first.sum(), second.sum()])
    assert module.bias.grad is None
    assert module.weight.grad is not None
