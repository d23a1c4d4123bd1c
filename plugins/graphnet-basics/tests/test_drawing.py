"""The nucleus is the smallest set of likeliest classes that reaches what is asked for."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet_basics.modules.drawing import keep_nucleus


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
