"""The baselines are proper probabilities, smoothed as well as the training values allow."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from graphnet.build.protocols import Example
from graphnet_basics.baselines.concentration import choose_concentration
from graphnet_basics.baselines.order_0 import Order0
from graphnet_basics.baselines.order_1 import Order1

EXAMPLE = Example(Path("clip.wav"), 0)
N = 6
SEQUENCES = st.lists(st.lists(st.integers(0, N - 1), min_size=1, max_size=30), min_size=1)


def tensors(sequences: list[list[int]]) -> list[Tensor]:
    return [torch.tensor(sequence, dtype=torch.int64) for sequence in sequences]


def order_0(values: list[int], concentration: float) -> dict[int, float]:
    """The formula, counted by hand."""
    seen = Counter(values)
    return {v: (seen[v] + concentration / N) / (len(values) + concentration) for v in range(N)}


@given(SEQUENCES)
@settings(max_examples=50, deadline=None)
def test_order_0_is_its_formula(sequences: list[list[int]]) -> None:
    model = Order0(N)
    model.fit(tensors(sequences))
    expected = order_0([v for s in sequences for v in s], model.concentration)
    assert model.probabilities.tolist() == pytest.approx(list(expected.values()))
    nats = model.nats(torch.arange(N), EXAMPLE)
    assert nats == pytest.approx(-sum(math.log(p) for p in expected.values()))


@given(SEQUENCES)
@settings(max_examples=50, deadline=None)
def test_order_1_is_its_formula_in_every_context(sequences: list[list[int]]) -> None:
    model = Order1(N)
    model.fit(tensors(sequences))
    prior = order_0([v for s in sequences for v in s], model.order_0.concentration)
    pairs = Counter((u, v) for s in sequences for u, v in pairwise(s))
    for u in range(N):
        total = sum(count for (before, _), count in pairs.items() if before == u)
        found = model.probabilities(torch.full((N,), u), torch.arange(N))
        a = model.concentration
        expected = [(pairs[u, v] + a * prior[v]) / (total + a) for v in range(N)]
        assert found.tolist() == pytest.approx(expected)
        assert float(found.sum()) == pytest.approx(1.0, abs=1e-12)


@given(SEQUENCES)
@settings(max_examples=25, deadline=None)
def test_concentrations_are_the_best_when_each_training_value_is_left_out(
    sequences: list[list[int]],
) -> None:
    model = Order1(N)
    model.fit(tensors(sequences))
    values = [v for s in sequences for v in s]

    def left_out_0(a: float) -> float:
        rest = (len(values) - 1) + a
        return sum(math.log((values.count(v) - 1 + a / N) / rest) for v in values)

    def left_out_1(a: float) -> float:
        pairs = [pair for s in sequences for pair in pairwise(s)]
        rest = (len(values) - 1) + model.order_0.concentration
        total = 0.0
        for u, v in pairs:
            prior = (values.count(v) - 1 + model.order_0.concentration / N) / rest
            context = sum(before == u for before, _ in pairs) - 1
            total += math.log((pairs.count((u, v)) - 1 + a * prior) / (context + a))
        return total

    for left_out, chosen in (
        (left_out_0, model.order_0.concentration),
        (left_out_1, model.concentration),
    ):
        best = left_out(choose_concentration(left_out))
        assert left_out(chosen) == pytest.approx(best, rel=1e-9, abs=1e-9)


def test_a_sequence_costs_its_first_value_by_order_0_and_the_rest_by_order_1() -> None:
    model = Order1(N)
    model.fit(tensors([[0, 1, 0, 1, 2, 0, 1], [5, 5, 0]]))
    values = torch.tensor([0, 1, 3])
    steps = [
        model.order_0.probabilities[0],
        *model.probabilities(torch.tensor([0, 1]), torch.tensor([1, 3])),
    ]
    expected = -sum(math.log(float(p)) for p in steps)
    assert model.nats(values, EXAMPLE) == pytest.approx(expected)


@pytest.mark.parametrize("model", [Order0(N), Order1(N)])
def test_one_value_alone_and_no_value_at_all_can_be_coded(model: Order0 | Order1) -> None:
    model.fit(tensors([[0, 1, 2]]))
    assert model.nats(torch.tensor([4]), EXAMPLE) > 0
    assert model.nats(torch.zeros(0, dtype=torch.int64), EXAMPLE) == 0


@pytest.mark.parametrize("model", [Order0(N), Order1(N)])
def test_without_training_every_value_is_as_likely(model: Order0 | Order1) -> None:
    model.fit([])
    values = torch.tensor([0, 5, 3, 3])
    assert model.nats(values, EXAMPLE) == pytest.approx(4 * math.log(N))


@pytest.mark.parametrize("model", [Order0(N), Order1(N)])
def test_fitting_again_forgets_what_was_before(model: Order0 | Order1) -> None:
    model.fit(tensors([[0, 0, 0, 0]]))
    model.fit(tensors([[1, 2, 1, 2, 1]]))
    again = type(model)(N)
    again.fit(tensors([[1, 2, 1, 2, 1]]))
    values = torch.tensor([1, 2, 0, 1])
    assert model.nats(values, EXAMPLE) == again.nats(values, EXAMPLE)


def test_both_come_close_to_the_entropy_of_a_source_they_can_model() -> None:
    generator = torch.Generator().manual_seed(0)
    transition = torch.rand(N, N, generator=generator, dtype=torch.float64).pow(4)
    transition /= transition.sum(dim=1, keepdim=True)
    chain = [0]
    for _ in range(20_000):
        chain.append(int(torch.multinomial(transition[chain[-1]], 1, generator=generator)))
    train, test = torch.tensor(chain[:15_000]), torch.tensor(chain[15_000:])
    model = Order1(N)
    model.fit([train])
    true = -float(transition[test[:-1], test[1:]].log().mean())
    assert model.nats(test, EXAMPLE) / len(test) == pytest.approx(true, abs=0.01)
    assert model.order_0.nats(test, EXAMPLE) / len(test) > true + 0.1


def test_sixteen_bit_values_take_memory_for_pairs_that_occur_only() -> None:
    n_values = 65_536
    generator = torch.Generator().manual_seed(0)
    walk = torch.randint(-3, 4, (50_000,), generator=generator).cumsum(0) + 32_768
    model = Order1(n_values)
    model.fit([walk[:40_000]])
    assert len(model.pairs) < 40_000
    for context in (0, int(walk[0]), int(walk[20_000]), n_values - 1):
        row = model.probabilities(torch.full((n_values,), context), torch.arange(n_values))
        assert float(row.sum()) == pytest.approx(1.0, abs=1e-9)
        assert float(row.min()) > 0
    test = walk[40_000:]
    assert model.nats(test, EXAMPLE) < model.order_0.nats(test, EXAMPLE)


def test_the_concentration_stays_in_its_grid() -> None:
    assert choose_concentration(lambda a: -a) == 0.5
    assert choose_concentration(lambda a: a) > 1e9
    assert choose_concentration(lambda a: -abs(math.log(a / 16))) == pytest.approx(16)
