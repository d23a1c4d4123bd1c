"""Draws have the target's shape, and values that it can take."""

from __future__ import annotations

import pytest
import torch
from torch import Generator, Tensor, nn

from graphnet.build.protocols import Sampling
from graphnet.verify.bench import Bench
from graphnet.verify.draw import check_draw
from tests.verify.liars import Scores
from tests.verify.test_normalised import objective
from tests.verify.test_targets import density_subject


class FlatDraws(Scores):
    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        return super().draw(main, generator, sampling)[..., 0]


class FailsWhenCold(Scores):
    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        if sampling.temperature == 0.0:
            raise ZeroDivisionError("temperature")
        return super().draw(main, generator, sampling)


def messages(module: Scores) -> list[str]:
    bench = objective("scores", 16, 16)
    return [f.message for f in check_draw(Bench(bench.subject, module))[0]]


def test_draws_of_the_target_s_kind_pass() -> None:
    assert messages(Scores(None, {"n": 16})) == []


def test_another_shape_is_found() -> None:
    assert messages(FlatDraws(None, {"n": 16})) == [
        "draws what its target cannot be: another shape"
    ]


def test_a_temperature_of_zero_is_tried() -> None:
    (message,) = messages(FailsWhenCold(None, {"n": 16}))
    assert "ZeroDivisionError" in message


def test_values_beyond_the_domain_are_found() -> None:
    findings, _ = check_draw(objective("draws-too-far", 16, 16))
    assert findings[0].expected == "whole numbers from 0 to 15"


class Numbers(nn.Module):
    """An objective over numbers that draws what it is told to."""

    def __init__(self, drawn: Tensor | None = None) -> None:
        super().__init__()
        self.drawn = drawn

    def forward(self, main: Tensor, target: Tensor) -> Tensor:
        return (main - target).square().sum(-1)

    def draw(self, main: Tensor, generator: Generator, sampling: Sampling) -> Tensor:
        assert generator.initial_seed() >= 0
        assert sampling.temperature >= 0
        return main if self.drawn is None else self.drawn


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (None, []),
        (torch.zeros(3, 3, dtype=torch.int64), ["finite numbers"]),
        (torch.full((3, 3), float("nan")), ["finite numbers"]),
        (torch.zeros(3), ["(3, 3)"]),
    ],
)
def test_numbers_that_are_drawn_are_finite_and_shaped_as_the_target(
    drawn: Tensor | None, expected: list[str]
) -> None:
    findings, left = check_draw(Bench(density_subject(), Numbers(drawn)))
    assert [finding.expected for finding in findings] == expected
    assert left == ""
