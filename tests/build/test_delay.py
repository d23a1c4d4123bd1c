"""The core's shift in time."""

from __future__ import annotations

import pytest
import torch

from graphnet.build.delay import Delay
from graphnet.plugin.types import DelayOptions


@pytest.mark.parametrize("steps", [1, 3, 9])
def test_a_delay_begins_with_start_values_and_drops_the_end(steps: int) -> None:
    whole = torch.arange(10).reshape(2, 5, 1)
    late = Delay(DelayOptions(steps=steps, start=7), {})(whole)
    rows = [([7] * steps + row)[:5] for row in whole[..., 0].tolist()]
    assert late[..., 0].tolist() == rows
    assert late.dtype == whole.dtype
