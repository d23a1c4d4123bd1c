"""A firing written down once: what stages and objectives give, and what they are told."""

from __future__ import annotations

import torch

from graphnet.build.lowered.code import Code, NotLowered
from graphnet.build.lowered.ops import Vector
from graphnet.build.lowered.template import flat_vectors, lowered_draw
from graphnet.build.protocols import Sampling, Vectors

A, B = Vector(0, 0, 2), Vector(1, 0, 3)


def test_what_a_module_gave_is_named_as_its_tensors_are() -> None:
    assert flat_vectors(("main",), A) == {"main": A}
    assert flat_vectors(("main.a", "main.b"), {"a": A, "b": B}) == {"main.a": A, "main.b": B}
    both: dict[str, Vectors] = {"main": A, "side": {"low": B}}
    assert flat_vectors(("main", "side.low"), both) == {"main": A, "side.low": B}


def test_an_objective_without_lowered_draws_is_named() -> None:
    found = lowered_draw(torch.nn.Identity(), Sampling(), Code(1, torch.float32), {"": 4})
    assert found == NotLowered("the objective has no `lower_draw`")
