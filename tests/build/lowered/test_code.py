"""What a module writes down: sizes follow from tensors, constants carry no gradient."""

from __future__ import annotations

import torch

from graphnet.build.lowered.code import MOST_EXACT, Code, Map, Norm, System
from graphnet.build.lowered.ops import (
    Affine,
    Copy,
    DrawClass,
    LowRankModes,
    Modes,
    Normalise,
    Recur,
)

ONE = torch.ones(())


def code() -> Code:
    return Code(2, torch.float32)


def test_sizes_follow_from_the_tensors() -> None:
    to = code()
    x = to.vector(3)
    assert to.affine(Map(torch.zeros(5, 3)), x).size == 5
    assert to.gated(Map(torch.zeros(6, 3)), x).size == 3
    assert to.gather(torch.zeros(9, 4), to.vector(1)).size == 4
    assert to.gate(to.vector(8)).size == 4
    assert to.normalise(x, Norm()).size == to.activate("gelu", x).size == to.add(x, x).size == 3
    assert to.joined([x, to.vector(2)]).size == 5
    assert to.draw_class(x).size == 1
    assert to.activate("id", x) is x


def test_what_is_kept_begins_with_its_values() -> None:
    to = code()
    kept = to.keep(torch.arange(12.0).view(2, 3, 2))
    assert kept.size == 6
    assert to.kept[kept.register].tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]


def test_parameters_become_constants() -> None:
    to, linear = code(), torch.nn.Linear(3, 2)
    to.affine(linear, to.vector(3), "relu")
    to.normalise(to.vector(3), Norm(weight=torch.nn.Parameter(torch.ones(3))))
    affine, norm = to.ops
    assert isinstance(affine, Affine)
    assert isinstance(norm, Normalise)
    assert norm.weight is not None
    assert not affine.weight.requires_grad
    assert not norm.weight.requires_grad
    assert affine.activation == "relu"


def test_a_recurrence_is_named_by_what_its_system_has() -> None:
    to, through = code(), torch.ones(1, 4)
    for system, kind in (
        (System(ONE, ONE, through), Modes),
        (System(ONE, ONE, through, inlet=ONE), Recur),
        (System(ONE, ONE, through, inlet=ONE, push=ONE, pull=ONE), LowRankModes),
    ):
        out = to.recur(to.vector(4), to.keep(torch.zeros(2, 8)), system)
        assert out.size == 4
        assert isinstance(to.ops[-1], kind)


def test_each_draw_has_a_number_of_its_own() -> None:
    to = code()
    for _ in range(2):
        to.draw_class(to.vector(4), 0.5, 3, 0.9)
    assert len(set(to.drawn)) == 2
    first = to.ops[0]
    assert isinstance(first, DrawClass)
    assert (first.temperature, first.top_k, first.top_p) == (0.5, 3, 0.9)
    assert first.uniform == to.drawn[0]


def test_what_float32_cannot_count_to_is_gathered_in_float64() -> None:
    to = code()
    to.gather(torch.zeros(8, 1), to.vector(1))
    assert to.dtype == torch.float32
    to.gather(torch.zeros(1, 1).expand(MOST_EXACT + 1, 1), to.vector(1))
    assert to.dtype == torch.float64


def test_a_copy_fills_what_is_there() -> None:
    to = code()
    x, kept = to.vector(2), to.keep(torch.zeros(2, 4))
    to.copy(x, kept.part(2, 2))
    (copy,) = to.ops
    assert isinstance(copy, Copy)
    assert (copy.x, copy.out) == (x, kept.part(2, 2))
