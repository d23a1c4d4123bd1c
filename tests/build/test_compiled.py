"""Compiled stages compute what they are compiled from; where nothing compiles, it is said why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from attrs import evolve
from torch import Tensor, nn

from graphnet.build import compiled as room
from graphnet.build.compiled import CACHE, compiled, is_compilable, why_not_compiled
from tests.toys import toy_plan

CPU = torch.device("cpu")


class Wide(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 5)

    def forward(self, main: Tensor) -> Tensor:
        return torch.tanh(self.linear(main))


def test_stages_at_each_position_that_learn_are_compiled() -> None:
    head = toy_plan().by_path["head"]
    assert is_compilable(head)
    assert not is_compilable(evolve(head, timing=evolve(head.timing, positionwise=False)))
    assert not is_compilable(evolve(head, parameters=()))


@pytest.mark.filterwarnings("ignore")  # of torch's own making
def test_it_is_the_same_function_with_the_same_parameters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BACKEND", "aot_eager")
    module, x = Wide(), torch.randn(2, 3)
    forward = compiled(module)
    given = forward(main=x)
    assert isinstance(given, Tensor)
    torch.testing.assert_close(given, module(x))
    found = torch.autograd.grad(given.sum(), tuple(module.parameters()))
    expected = torch.autograd.grad(module(x).sum(), tuple(module.parameters()))
    torch.testing.assert_close(found, expected)


@pytest.mark.filterwarnings("ignore")  # of torch's own making
def test_a_machine_that_compiles_has_nothing_to_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(room, "BACKEND", "aot_eager")
    monkeypatch.delenv(CACHE, raising=False)
    assert why_not_compiled(CPU, str(tmp_path)) is None
    assert os.environ[CACHE] == str(tmp_path)
    monkeypatch.delenv(CACHE)


@pytest.mark.filterwarnings("ignore")  # of torch's own making
def test_a_machine_that_does_not_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "BACKEND", "a compiler nobody has")
    problem = why_not_compiled(CPU)
    assert problem is not None
    assert "a compiler nobody has" in str(problem)
