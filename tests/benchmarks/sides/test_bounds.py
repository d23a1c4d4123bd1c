"""The least work of an item is counted from the schedule and from what fires."""

from __future__ import annotations

import pytest

from tests.benchmarks.sides.bounds import firing_rates, work_of_an_item
from tests.benchmarks.sides.ours import built, planned

SPEC = "specs/tiny.toml"


def test_stages_behind_pools_fire_so_much_less_often() -> None:
    rates = firing_rates(planned(SPEC))
    assert rates["head"] == 1
    assert rates["backbone.center.0"] == pytest.approx(1 / 16)
    assert rates["backbone.up.0.layers.0"] == pytest.approx(1 / 4)


def test_sequences_share_weights_but_not_state() -> None:
    one, many = work_of_an_item(SPEC, (), 1), work_of_an_item(SPEC, (), 8)
    assert many.flops == 8 * one.flops
    assert one.bytes < many.bytes < 8 * one.bytes
    weights = sum(p.numel() for p in built(planned(SPEC)).parameters())
    assert one.flops < 2 * 6 * weights
