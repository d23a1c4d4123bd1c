"""The best prediction there is, against the closed form of a logistic in its bin."""

from __future__ import annotations

import math

import pytest

from graphnet.plugin.types import ReachableFloor
from graphnet.verify.floor import check_floor
from tests.verify.test_normalised import objective


@pytest.mark.parametrize(("n", "narrowest"), [(256, -3.0), (4096, -3.0), (65536, -3.0)])
def test_a_clamp_costs_what_the_closed_form_says(n: int, narrowest: float) -> None:
    """A bin of width 2/n around the mean of a logistic of scale s holds tanh(1 / (2 n s)) of it."""
    closed_form = -math.log2(math.tanh(1 / (2 * n * math.exp(narrowest))))
    (finding,), _ = check_floor(objective("clamped", n), ReachableFloor(bits=0.5))
    assert float(finding.found.split()[0]) == pytest.approx(closed_form, abs=0.01)
    assert check_floor(objective("clamped", n), ReachableFloor(bits=closed_form + 0.01))[0] == ()


@pytest.mark.parametrize("n", [2, 256, 65536])
def test_what_can_be_predicted_well_is_found_to_be_so(n: int) -> None:
    assert check_floor(objective("bins", n), ReachableFloor(bits=0.01)) == ((), "")
