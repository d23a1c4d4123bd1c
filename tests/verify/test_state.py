"""A state against what is declared: how many tensors, their shapes, dtypes and beginnings."""

from __future__ import annotations

import torch

from graphnet.verify.state import state_text, state_wrong
from graphnet.verify.subject import Subject
from tests.verify.proving import stage_text
from tests.verify.test_names import subject

POINT = {"B": 2, "L": 5}


def recurrence() -> Subject:
    return subject(stage_text("recurrence"), "probed")


def zeros(*shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.zeros(*shape, dtype=dtype)


def test_the_declared_state_is_fine() -> None:
    assert state_wrong(recurrence(), (zeros(2, 4),), POINT) is None


def test_another_count_shape_dtype_or_beginning_is_found() -> None:
    wrong = (
        (),
        (zeros(2, 4), zeros(1)),
        (zeros(2, 8),),
        (zeros(2, 4, dtype=torch.complex128),),
        (zeros(2, 4) + 1,),
    )
    found = [state_wrong(recurrence(), state, POINT) for state in wrong]
    assert all(each is not None and each.rule.code == "GN704" for each in found)


def test_a_stage_that_declares_no_state_is_not_judged() -> None:
    assert state_wrong(subject(stage_text("reshapes"), "probed"), (zeros(3),), POINT) is None


def test_a_state_is_shown_as_dtype_and_shape() -> None:
    assert state_text(zeros(2, 4)) == "float64 (2, 4)"
