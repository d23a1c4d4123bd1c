"""Draws have the target's shape, and values that it can take."""

from __future__ import annotations

from torch import Generator, Tensor

from graphnet.verify.bench import Bench
from graphnet.verify.draw import check_draw
from tests.verify.liars import Scores
from tests.verify.test_normalised import objective


class FlatDraws(Scores):
    def draw(self, main: Tensor, generator: Generator, temperature: float, top_p: float) -> Tensor:
        return super().draw(main, generator, temperature, top_p)[..., 0]


class FailsWhenCold(Scores):
    def draw(self, main: Tensor, generator: Generator, temperature: float, top_p: float) -> Tensor:
        if temperature == 0.0:
            raise ZeroDivisionError("temperature")
        return super().draw(main, generator, temperature, top_p)


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
