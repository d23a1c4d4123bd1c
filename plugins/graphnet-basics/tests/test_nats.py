"""Nats and their gradients are torch's own, to the last digits, in one copy of the scores."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from graphnet.testing.kept import kept_bytes
from graphnet_basics.modules.nats import nats_of

CLASSES = 37


def case(dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    scores = 4 * torch.randn(2, 5, CLASSES, generator=generator, dtype=torch.float64)
    scores[0, 0, 3] = 800.0  # one choice is all but certain, the others cost 800 nats
    chosen = torch.randint(CLASSES, (2, 5), generator=generator)
    weights = torch.randn(2, 5, generator=generator, dtype=torch.float64)
    return scores.to(dtype).requires_grad_(), chosen, weights


@pytest.mark.parametrize("is_even", [True, False])
def test_values_and_gradients_are_those_of_torch(*, is_even: bool) -> None:
    scores, chosen, weights = case()
    weights = torch.ones_like(weights) if is_even else weights
    ours = nats_of(scores, chosen)
    (gradient,) = torch.autograd.grad(ours, scores, weights)
    theirs = functional.cross_entropy(scores.flatten(0, -2), chosen.flatten(), reduction="none")
    (expected,) = torch.autograd.grad(theirs.view(2, 5), scores, weights)
    assert torch.equal(ours, theirs.view(2, 5))
    assert torch.allclose(gradient, expected, rtol=1e-13, atol=1e-15)


def test_gradients_hold_against_differences() -> None:
    scores, chosen, _ = case()
    scores = scores.detach()[:, 1:, :4].clone().requires_grad_()
    assert torch.autograd.gradcheck(lambda s: nats_of(s, chosen[:, 1:] % 4), (scores,))


def test_a_second_backward_pass_gives_the_same() -> None:
    scores, chosen, weights = case()
    nats = nats_of(scores, chosen)
    (first,) = torch.autograd.grad(nats, scores, weights, retain_graph=True)
    (second,) = torch.autograd.grad(nats, scores, weights)
    assert torch.equal(first, second)


def test_one_copy_of_the_scores_is_kept() -> None:
    scores, chosen, _ = case()
    kept = kept_bytes(lambda: nats_of(scores, chosen), but=(scores, chosen))
    assert kept == scores.nbytes


def test_half_precision_is_widened_first() -> None:
    scores, chosen, weights = case(torch.bfloat16)
    nats = nats_of(scores, chosen)
    assert nats.dtype == torch.float32
    (gradient,) = torch.autograd.grad(nats, scores, weights.float())
    assert gradient.dtype == torch.bfloat16
    wide = functional.cross_entropy(
        scores.float().flatten(0, -2), chosen.flatten(), reduction="none"
    )
    assert torch.equal(nats.flatten(), wide)


def test_without_gradients_nothing_is_kept() -> None:
    scores, chosen, _ = case()
    with torch.no_grad():
        assert torch.equal(nats_of(scores, chosen), nats_of(scores, chosen).detach())
    assert not nats_of(scores.detach(), chosen).requires_grad
