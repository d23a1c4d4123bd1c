"""Options refuse what no stage can be built from."""

from __future__ import annotations

import pytest

from graphnet_s4.backbone_options import SashimiOptions, block_options
from graphnet_s4.options import (
    FeedForwardOptions,
    PoolOptions,
    S4DOptions,
    S4Options,
    heads_of,
    kernels_of,
)


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (S4DOptions, {"d_state": 63}),
        (S4DOptions, {"d_state": 0}),
        (S4DOptions, {"dropout": 1.0}),
        (S4DOptions, {"flavour": "other"}),
        (S4DOptions, {"init": "fourier"}),
        (S4DOptions, {"discretization": "euler"}),
        (S4DOptions, {"dt_min": 0.0}),
        (S4DOptions, {"dt_min": 0.1, "dt_max": 0.01}),
        (S4DOptions, {"dt_transform": "square"}),
        (S4DOptions, {"init": "diag", "n_ssm": 3}),
        (S4DOptions, {"n_ssm": 0}),
        (S4DOptions, {"l_kernel": 64}),
        (S4DOptions, {"deterministic": True, "dt_tie": False}),
        (S4DOptions, {"bandlimit": 0.0}),
        (S4DOptions, {"lr": 0.0}),
        (S4Options, {"init": "lin"}),
        (S4Options, {"rank": 0}),
        (S4Options, {"init": "legt", "rank": 1}),
        (S4Options, {"recurrence": "sparse"}),
        (S4Options, {"l_kernel": 0}),
        (S4Options, {"activation": "sine"}),
        (S4Options, {"final_act": "sine"}),
        (S4Options, {"final_act": "none", "channels": 2}),
        (SashimiOptions, {"rank": 1}),
        (SashimiOptions, {"layer": "s4", "discretization": "zoh"}),
        (SashimiOptions, {"layer": "s4", "init": "quad"}),
        (SashimiOptions, {"layer": "s4", "init": "legt", "rank": 1}),
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


def test_inits_that_stand_for_several_need_systems_for_each() -> None:
    with pytest.raises(ValueError, match=r"'n_ssm' must be .* a multiple of 2 with init"):
        S4Options(init="hippo", n_ssm=1)
    assert S4Options(init="hippo", n_ssm="H").n_ssm == "H"
    assert S4Options(init="all", n_ssm=8).n_ssm == 8


def test_a_backbones_blocks_get_what_it_was_given_and_else_their_own_defaults() -> None:
    given = SashimiOptions(layer="s4", init="fourier", rank=2, lr=0.01, channels=2, l_kernel=4096)
    expected = S4Options(init="fourier", rank=2, lr=0.01, channels=2, l_kernel=256)
    assert block_options(given, shrink=16) == expected
    assert block_options(SashimiOptions(d_state=8)) == S4DOptions(d_state=8)


def test_gates_and_directions_take_kernels_of_their_own() -> None:
    options = S4Options(channels=3, activation="glu", bidirectional=True)
    assert heads_of(options) == 6
    assert kernels_of(options) == 12


@pytest.mark.parametrize(
    "options", [S4Options, S4DOptions, FeedForwardOptions, PoolOptions, SashimiOptions]
)
def test_options_are_frozen_and_hashable(options: type) -> None:
    assert hash(options()) == hash(options())
    assert options() == options()
