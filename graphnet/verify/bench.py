"""A stage's module on the bench: built as `build` does, in float32 and widened to float64."""

from __future__ import annotations

import copy
import hashlib
from functools import cached_property
from typing import cast, final

import torch
from torch import Tensor, nn

from graphnet.build.rules.broken_promise import parameters_differ
from graphnet.contract.lower import lower
from graphnet.contract.polynomial import Polynomial
from graphnet.contract.syntax import Axis
from graphnet.diagnostics import Diagnostics
from graphnet.plugin.load import load_attribute
from graphnet.plugin.rules.no_implementation import no_implementation
from graphnet.verify.grid import base
from graphnet.verify.ports import Point
from graphnet.verify.sample import Sampler
from graphnet.verify.subject import Subject


@final
class Bench:
    """A subject, its module, and where its probes come from."""

    def __init__(self, subject: Subject, module: nn.Module, seed: int = 0) -> None:
        self.subject = subject
        self.module = module.eval()
        self.seed = seed

    def sampler(self, purpose: str) -> Sampler:
        """A sampler of its own for each purpose, so that no check disturbs another."""
        digest = hashlib.sha256(f"{self.seed}:{self.subject.who.path}:{purpose}".encode()).digest()
        return Sampler(int.from_bytes(digest[:8], "big") >> 1)

    def completed(self) -> Bench:
        """The same module, with every optional input fed."""
        return Bench(self.subject.completed(), self.module, self.seed)

    @cached_property
    def point(self) -> Point:
        """The small sizes at which values are probed."""
        return base(self.subject) or {}

    @cached_property
    def wide(self) -> nn.Module:
        """The module in float64, as it begins."""
        return copy.deepcopy(self.module).double()

    @cached_property
    def shaken(self) -> nn.Module:
        """The module in float64 with every parameter moved: a zero at the start hides much."""
        module, sampler = copy.deepcopy(self.wide), self.sampler("parameters")
        with torch.no_grad():
            for parameter in module.parameters():
                if parameter.is_floating_point():
                    shape = tuple(parameter.shape)
                    factor = 1 + 0.1 * sampler.normal(shape)
                    parameter.copy_(parameter * factor + 0.02 * sampler.normal(shape))
        return module


def build(subject: Subject, seed: int = 0) -> tuple[Bench | None, Diagnostics]:
    """Construct the module (GN701) and compare its parameters with the declared (GN702)."""
    stage = subject.planned
    module, problems = construct(stage.implementation, subject, subject.options)
    if module is None:
        return None, problems
    declared = declared_parameters(subject)
    real = {name: tuple(each.shape) for name, each in module.named_parameters()}
    if declared != real:
        return None, (parameters_differ(stage.path, stage.use, declared, real),)
    return Bench(subject, module, seed), ()


def construct(
    place: str, subject: Subject, options: object
) -> tuple[nn.Module | None, Diagnostics]:
    """An implementation at the subject's sizes; random beginnings depend on nothing else."""
    use = subject.who.use
    factory, problems = load_attribute(place, use)
    if factory is None:
        return None, problems
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        try:
            return cast(nn.Module, factory(options, dict(subject.sizes))), ()
        except Exception as problem:  # noqa: BLE001  # a plugin's constructor may fail in any way
            return None, (no_implementation(use, place, problem),)


def declared_parameters(subject: Subject) -> dict[str, tuple[int, ...]]:
    """The names and shapes of what the declaration says is learned."""
    return {
        each.parameter.name: tuple(
            _size(lower(axis.dim, subject.names.value))
            for axis in each.shape
            if isinstance(axis, Axis)
        )
        for each in subject.declared.parameters
    }


def _size(size: object) -> int:
    return (size.as_int or 0) if isinstance(size, Polynomial) else 0


def on_meta(module: nn.Module) -> dict[str, Tensor]:
    """The module's tensors as tensors without values, to call it with."""
    every = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    return {name: tensor.detach().to("meta") for name, tensor in every.items()}
