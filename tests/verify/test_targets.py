"""Objectives as likelihoods to probe: what they predict, and every value of a target."""

from __future__ import annotations

import torch

from graphnet.verify.targets import Likely, likely
from tests.toys import BASE
from tests.verify.proving import objective_text, stage_text
from tests.verify.test_names import subject


def probe(n: int = 256) -> Likely:
    found = likely(subject(objective_text("bins", n, 2), "objective"))
    assert isinstance(found, Likely), found
    return found


def test_every_value_of_a_target_comes_once_in_pieces_of_the_asked_size() -> None:
    chunks = [*probe().chunks(2 * 100)]
    assert max(map(len, chunks)) <= 100
    assert torch.cat(chunks).tolist() == list(range(256))


def test_one_prediction_is_spread_over_many_targets_without_copying() -> None:
    found = probe()
    values = found.values({"main": torch.rand(1, 1, 2)}, torch.arange(5))
    assert values["target"].numel() == 5
    assert values["main"].numel() == 10
    assert 0 in values["main"].stride()


def test_an_objective_over_codes_can_be_probed_and_a_stage_cannot() -> None:
    assert (probe().count, probe().numbers, probe().low, probe().high) == (256, 2, 0, 255)
    assert isinstance(likely(subject(BASE, "head")), str)
    assert isinstance(likely(subject(stage_text("reshapes"), "probed")), str)
