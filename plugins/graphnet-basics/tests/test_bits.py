"""Bits per value, against logarithms taken one at a time in float64."""

from __future__ import annotations

import math
from typing import Literal

import pytest
import torch

from graphnet.graph.declare import declare
from graphnet_basics import plugin
from graphnet_basics.declarations.bits import BitsOptions
from graphnet_basics.modules.bits import Bits

BITS = next(s for s in plugin.graphnet_metrics() if s.name == "basics.bits")


def test_bits_are_the_mean_of_the_log_probabilities_in_base_two() -> None:
    metric = Bits(BitsOptions(), {"C": 5})
    state = metric.initial_state()
    total, values = 0.0, 0
    for shape in ((2, 3), (4,), (1, 1, 2)):
        scores, target = torch.randn(*shape, 5) * 4, torch.randint(5, (*shape, 1))
        state = metric.update(state, scores, target)
        rows = zip(scores.reshape(-1, 5).tolist(), target.flatten().tolist(), strict=True)
        for row, right in rows:
            total -= math.log2(math.exp(row[right]) / sum(map(math.exp, row)))
            values += 1
    assert metric.value(state) == pytest.approx(total / values, rel=1e-6)


def test_nats_are_turned_into_bits() -> None:
    metric = Bits(BitsOptions(of="nats"), {})
    state = metric.update(metric.initial_state(), torch.full((2, 3), math.log(2)))
    state = metric.update(state, torch.full((2,), 3 * math.log(2)))
    assert metric.value(state) == pytest.approx((6 + 6) / 8)


def test_many_values_are_summed_without_loss() -> None:
    metric = Bits(BitsOptions(of="nats"), {})
    state = metric.initial_state()
    for _ in range(100):
        state = metric.update(state, torch.full((100_000,), 0.1))
    assert metric.value(state) == pytest.approx(float(torch.tensor(0.1)) / math.log(2), rel=1e-12)


def test_half_precision_scores_are_widened_first() -> None:
    metric = Bits(BitsOptions(), {"C": 65_536})
    scores = torch.zeros(4, 65_536, dtype=torch.bfloat16)
    state = metric.update(metric.initial_state(), scores, torch.zeros(4, 1, dtype=torch.int64))
    assert metric.value(state) == pytest.approx(16.0, abs=1e-4)


def test_nothing_measured_is_no_number() -> None:
    metric = Bits(BitsOptions(), {"C": 2})
    assert math.isnan(metric.value(metric.initial_state()))


@pytest.mark.parametrize(("n", "width"), [(256, 8), (65_536, 16), (2, 1), (5, 3), (257, 9)])
@pytest.mark.parametrize("of", ["scores", "nats"])
def test_a_byte_holds_as_many_values_as_are_stored_in_it(
    of: Literal["scores", "nats"], n: int, width: int
) -> None:
    sizes, scores = {"n": n, "C": n}, torch.randn(3, n, dtype=torch.float64)
    target = torch.randint(n, (3, 1))
    nats = -scores.log_softmax(-1).gather(-1, target)
    figures = []
    for per in ("value", "byte"):
        metric = Bits(BitsOptions(of=of, per=per), sizes)
        main = scores if of == "scores" else nats
        state = metric.update(metric.initial_state(), main, target)
        figures.append(metric.value(state))
    assert figures[0] == pytest.approx(float(nats.mean()) / math.log(2), rel=1e-12)
    assert figures[1] == pytest.approx(figures[0] / (width / 8), rel=1e-12)


@pytest.mark.parametrize("of", ["scores", "nats"])
@pytest.mark.parametrize("per", ["value", "byte"])
@pytest.mark.parametrize("predict", ["next", "label", "same"])
def test_every_declaration_parses(of: str, per: str, predict: str) -> None:
    options = BitsOptions(of=of, per=per, predict=predict)  # type: ignore[arg-type]  # of its literals
    declared, problems = declare(BITS, options)
    assert declared is not None, problems
    sizes = {"C": 2, "n": 2}
    assert sum(tensor.nbytes for tensor in Bits(options, sizes).initial_state()) == 16
