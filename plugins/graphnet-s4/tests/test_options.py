"""Options refuse what no stage can be built from."""

from __future__ import annotations

import pytest

from graphnet_s4.options import FeedForwardOptions, PoolOptions, S4DOptions, SashimiOptions


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (S4DOptions, {"d_state": 63}),
        (S4DOptions, {"d_state": 0}),
        (S4DOptions, {"dropout": 1.0}),
        (S4DOptions, {"flavour": "other"}),
        (S4DOptions, {"init": "hippo"}),
        (S4DOptions, {"discretization": "euler"}),
        (S4DOptions, {"dt_min": 0.0}),
        (S4DOptions, {"dt_min": 0.1, "dt_max": 0.01}),
        (FeedForwardOptions, {"ff": 0}),
        (PoolOptions, {"pool": 1}),
        (PoolOptions, {"expand": 0}),
        (SashimiOptions, {"n_layers": 0}),
        (SashimiOptions, {"pool": (4, 1)}),
        (SashimiOptions, {"d_state": 7}),
    ],
)
def test_an_impossible_value_is_refused(options: type, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"'{[*wrong][-1]}'"):
        options(**wrong)


@pytest.mark.parametrize("options", [S4DOptions, FeedForwardOptions, PoolOptions, SashimiOptions])
def test_options_are_frozen_and_hashable(options: type) -> None:
    assert hash(options()) == hash(options())
    assert options() == options()
