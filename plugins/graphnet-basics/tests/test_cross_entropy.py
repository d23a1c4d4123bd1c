"""Cross-entropy is a proper code length, and drawing follows the same distribution."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Generator, Tensor

from graphnet.build.protocols import Sampling
from graphnet_basics.declarations.cross_entropy import CrossEntropyOptions, declare
from graphnet_basics.modules.cross_entropy import CrossEntropy

OBJECTIVE = CrossEntropy(CrossEntropyOptions(), {})
DRAWS = 40_000
PLAIN = Sampling()
COLDER = Sampling(temperature=0.5)
NUCLEUS = Sampling(top_p=0.9)


def draws(scores: list[float], sampling: Sampling = PLAIN) -> Tensor:
    """How often each class is drawn, as a fraction."""
    rows = torch.tensor(scores).expand(DRAWS, len(scores))
    drawn = OBJECTIVE.draw(rows, Generator().manual_seed(0), sampling)
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


def test_a_label_for_a_whole_clip_needs_neither_time_nor_channel() -> None:
    scores, labels = torch.randn(4, 8), torch.tensor([0, 7, 3, 3])
    found = OBJECTIVE(scores, labels)
    assert found.shape == (4,)
    expected = [
        -float(row.log_softmax(0)[label]) for row, label in zip(scores, labels, strict=True)
    ]
    assert found.tolist() == pytest.approx(expected)
    torch.testing.assert_close(OBJECTIVE(scores, labels[:, None]), found)


def test_codes_have_a_channel_and_labels_have_none() -> None:
    of_codes = "'codes int64 (*S, channel:1) in [0, C)'"
    assert of_codes in str(declare(CrossEntropyOptions(predict="next")).contract)
    assert of_codes in str(declare(CrossEntropyOptions(predict="same")).contract)
    assert "'int64 (*S) in [0, C)'" in str(declare(CrossEntropyOptions(predict="label")).contract)


def test_draws_follow_the_softmax() -> None:
    scores = [0.0, 1.0, 2.0, -3.0]
    expected = torch.tensor(scores).softmax(0)
    torch.testing.assert_close(draws(scores), expected, rtol=0, atol=0.01)


def test_temperature_divides_the_scores() -> None:
    scores = [0.0, 1.0, 2.0, -3.0]
    expected = torch.tensor(scores).div(0.5).softmax(0)
    torch.testing.assert_close(draws(scores, COLDER), expected, rtol=0, atol=0.01)


@pytest.mark.parametrize("temperature", [0.0, 1e-40])
def test_no_temperature_takes_the_likeliest(temperature: float) -> None:
    assert draws([0.0, 1e30, 2.0], Sampling(temperature=temperature)).tolist() == [0.0, 1.0, 0.0]


def test_top_p_leaves_unlikely_classes_out() -> None:
    scores = torch.tensor([0.1, 0.2, 0.3, 0.4]).log().tolist()
    expected = torch.tensor([0.0, 0.0, 3 / 7, 4 / 7])
    torch.testing.assert_close(draws(scores, Sampling(top_p=0.65)), expected, rtol=0, atol=0.01)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    rows = torch.randn(64, 256)
    first, again = (OBJECTIVE.draw(rows, Generator().manual_seed(5), NUCLEUS) for _ in range(2))
    other = OBJECTIVE.draw(rows, Generator().manual_seed(6), NUCLEUS)
    assert first.equal(again)
    assert not first.equal(other)


def test_half_precision_scores_can_be_drawn_from() -> None:
    rows = torch.zeros(2, 65_536, dtype=torch.bfloat16)
    drawn = OBJECTIVE.draw(rows, Generator().manual_seed(0), Sampling(top_p=0.999))
    assert drawn.shape == (2, 1)
