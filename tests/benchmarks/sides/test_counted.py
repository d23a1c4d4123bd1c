"""What torch counts of an update is what it does."""

from __future__ import annotations

import torch

from tests.benchmarks.sides.counted import parameters_said, peak_of_update, products
from tests.benchmarks.sides.ours import built, planned

SPEC = "tests/benchmarks/specs/head.toml"
PLAIN = planned(SPEC, ["sizes.bits=10"], is_plain=True)
LENGTH = 256


def test_products_are_those_of_the_head() -> None:
    batch = {"main": torch.zeros(1, LENGTH, 1, dtype=torch.int64)}
    assert products(built(PLAIN), batch) == 2 * LENGTH * 64 * 1024


def test_the_worst_moment_holds_scores_weights_and_moments() -> None:
    network = built(PLAIN)
    learned = sum(p.numel() for p in network.parameters())
    assert learned == parameters_said(PLAIN)
    batch = {"main": torch.zeros(1, LENGTH, 1, dtype=torch.int64)}
    scores = 4 * LENGTH * 1024
    peak = peak_of_update(PLAIN, network, batch)
    assert 3 * 4 * learned + 2 * scores <= peak < 4 * 4 * learned + 4 * scores
