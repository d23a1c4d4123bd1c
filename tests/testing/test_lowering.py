"""The probe of operations: it sees what differs, and says what there is not."""

from __future__ import annotations

import pytest
import torch

from graphnet.build.protocols import Code, NotLowered, State, Vector
from graphnet.testing import lowered_gap
from tests.record_toys import Mix, RecordOptions
from tests.toys import Head, Join, RunningSum


def values(*shape: int) -> torch.Tensor:
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


def test_honest_stages_show_no_gap() -> None:
    head, summing = Head(None, {"C": 3, "H": 4}).double(), RunningSum(None, {"H": 4})  # type: ignore[arg-type]
    assert lowered_gap(head, main=values(5, 2, 4)) < 1e-12
    assert lowered_gap(summing, main=values(5, 2, 4)) < 1e-12
    assert lowered_gap(summing, (values(2, 4),), main=values(5, 2, 4)) < 1e-12
    join = Join(None, {})  # type: ignore[arg-type]
    assert lowered_gap(join, main=values(3, 2, 4), skip=values(3, 2, 4)) < 1e-12
    mix = Mix(RecordOptions(), {"K": 3, "H": 4}).double()
    assert lowered_gap(mix, main=values(3, 2, 4)) < 1e-12


def test_operations_that_forget_show_how_far_they_are_off() -> None:
    class Forgets(RunningSum):
        def lower(self, code: Code, state: State, main: Vector) -> Vector:
            return code.add(code.keep(state[0]), main)

    ones = torch.ones(5, 2, 4, dtype=torch.float64)
    assert lowered_gap(Forgets(None, {"H": 4}), main=ones) == 4.0  # type: ignore[arg-type]


def test_what_is_not_lowered_says_why() -> None:
    class Declines(Head):
        def lower(self, code: Code, state: State, main: Vector) -> Vector | NotLowered:
            return NotLowered("is too wide")

    with pytest.raises(TypeError, match="Declines is too wide"):
        lowered_gap(Declines(None, {"C": 3, "H": 4}), main=values(5, 2, 4))  # type: ignore[arg-type]
