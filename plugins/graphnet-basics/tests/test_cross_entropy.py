"""Cross-entropy is a proper code length, and drawing follows the same distribution."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator, Tensor

from graphnet.plugin import NoOptions
from graphnet_basics.modules.cross_entropy import CrossEntropy, keep_nucleus

OBJECTIVE = CrossEntropy(NoOptions(), {})
DRAWS = 40_000


def draws(scores: list[float], temperature: float = 1.0, top_p: float = 1.0) -> Tensor:
    """How often each class is drawn, as a fraction."""
    rows = torch.tensor(scores).expand(DRAWS, len(scores))
    drawn = OBJECTIVE.draw(rows, Generator().manual_seed(0), temperature, top_p)
    assert drawn.shape == (DRAWS, 1)
    assert drawn.dtype == torch.int64
    return torch.bincount(drawn.flatten(), minlength=len(scores)) / DRAWS


def test_nats_are_minus_the_log_of_the_softmax_in_float64() -> None:
    scores = torch.randn(2, 3, 11) * 5
    target = torch.randint(11, (2, 3, 1))
    found = OBJECTIVE(scores, target)
    assert found.shape == (2, 3)
    for b in range(2):
        for t in range(3):
            row = [math.exp(float(s)) for s in scores[b, t]]
            expected = math.log(sum(row)) - float(scores[b, t, target[b, t, 0]])
            assert float(found[b, t]) == pytest.approx(expected, abs=1e-5)


def test_the_probabilities_of_all_values_sum_to_one() -> None:
    scores = (torch.randn(256) * 10).expand(256, 256)
    nats = OBJECTIVE(scores, torch.arange(256)[:, None])
    assert float(nats.double().neg().exp().sum()) == pytest.approx(1.0, abs=1e-5)


def test_sixteen_bits_are_as_exact_as_eight() -> None:
    scores = torch.randn(65_536) * 10
    target = torch.randint(65_536, (128, 1))
    found = OBJECTIVE(scores.expand(128, 65_536), target)
    expected = -scores.double().log_softmax(dim=-1)[target[:, 0]]
    torch.testing.assert_close(found.double(), expected, rtol=1e-6, atol=1e-5)


def test_a_label_for_a_whole_clip_needs_no_time_axis() -> None:
    assert OBJECTIVE(torch.zeros(4, 8), torch.zeros(4, 1, dtype=torch.int64)).tolist() == (
        pytest.approx([math.log(8)] * 4)
    )


def test_draws_follow_the_softmax() -> None:
    scores = [0.0, 1.0, 2.0, -3.0]
    expected = torch.tensor(scores).softmax(0)
    torch.testing.assert_close(draws(scores), expected, rtol=0, atol=0.01)


def test_temperature_divides_the_scores() -> None:
    scores = [0.0, 1.0, 2.0, -3.0]
    expected = torch.tensor(scores).div(0.5).softmax(0)
    torch.testing.assert_close(draws(scores, temperature=0.5), expected, rtol=0, atol=0.01)


@pytest.mark.parametrize("temperature", [0.0, 1e-40])
def test_no_temperature_takes_the_likeliest(temperature: float) -> None:
    assert draws([0.0, 1e30, 2.0], temperature=temperature).tolist() == [0.0, 1.0, 0.0]


def test_top_p_leaves_unlikely_classes_out() -> None:
    scores = torch.tensor([0.1, 0.2, 0.3, 0.4]).log().tolist()
    expected = torch.tensor([0.0, 0.0, 3 / 7, 4 / 7])
    torch.testing.assert_close(draws(scores, top_p=0.65), expected, rtol=0, atol=0.01)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    rows = torch.randn(64, 256)
    first, again = (OBJECTIVE.draw(rows, Generator().manual_seed(5), 1.0, 0.9) for _ in range(2))
    other = OBJECTIVE.draw(rows, Generator().manual_seed(6), 1.0, 0.9)
    assert first.equal(again)
    assert not first.equal(other)


def test_half_precision_scores_can_be_drawn_from() -> None:
    rows = torch.zeros(2, 65_536, dtype=torch.bfloat16)
    drawn = OBJECTIVE.draw(rows, Generator().manual_seed(0), 1.0, 0.999)
    assert drawn.shape == (2, 1)


@given(
    st.lists(st.floats(0.001, 1.0), min_size=1, max_size=12),
    st.floats(0.0, 1.0),
)
@settings(max_examples=200, deadline=None)
def test_the_nucleus_is_the_smallest_set_that_reaches_top_p(
    weights: list[float], top_p: float
) -> None:
    total = sum(weights)
    row = torch.tensor([weight / total for weight in weights], dtype=torch.float64)
    kept = keep_nucleus(row[None], top_p)[0]
    masses = sorted(row[kept > 0].tolist())
    assert torch.equal(kept[kept > 0], row[kept > 0])
    assert masses, "one is always left"
    assert sum(masses) >= top_p - 1e-12 or len(masses) == len(row)
    assert sum(masses[1:]) < top_p + 1e-12 or len(masses) == 1
    assert all(mass <= masses[0] for mass in row[kept == 0].tolist())
