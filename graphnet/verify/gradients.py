"""C4: every declared parameter is learned; one that no output depends on is dead."""

from __future__ import annotations

import torch
from torch import Tensor

from graphnet.verify.bench import Bench
from graphnet.verify.call import Raised, call_with_gradients
from graphnet.verify.check import Check
from graphnet.verify.rules.promise_broken import fails, learns_nothing


def check_gradients(bench: Bench) -> Check:
    """Go back from a random sum of the outputs, in float64, with every parameter moved."""
    named = dict(bench.shaken.named_parameters())
    if not named:
        return Check(level="C4", name="gradients", applies=False)
    sampler = bench.sampler("gradients")
    values = sampler.inputs(bench.subject, bench.point, torch.float64)
    given = call_with_gradients(bench.shaken, values, bench.subject.outputs)
    if isinstance(given, Raised):
        wrong = fails(f"in float64: {given.line}", bench.point)
        return Check(level="C4", name="gradients", findings=(wrong,))
    losses = [
        (tensor * sampler.normal(tuple(tensor.shape))).sum()
        for tensor in given.values()
        if tensor.requires_grad and tensor.is_floating_point()
    ]
    if not losses:
        dead = tuple(learns_nothing(name) for name in named)
        return Check(level="C4", name="gradients", findings=dead)
    wanted = {name: each for name, each in named.items() if each.requires_grad}
    found = torch.autograd.grad(sum(losses[1:], losses[0]), [*wanted.values()], allow_unused=True)
    dead = tuple(
        learns_nothing(name)
        for name, gradient in zip(wanted, found, strict=True)
        if not is_alive(gradient)
    )
    return Check(level="C4", name="gradients", findings=dead, detail=f"{len(wanted)} parameters")


def is_alive(gradient: Tensor | None) -> bool:
    """Whether anything of a gradient is not 0."""
    return gradient is not None and bool((gradient != 0).any())
