"""Contracts, effects and costs of the blocks and pools."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast, get_args

import pytest
import torch

from graphnet.build.protocols import SteppingModule
from graphnet.contract.parser import parse_state
from graphnet.contract.syntax import Axis, State
from graphnet.text import quoted
from graphnet_s4.options import FeedForwardOptions, PoolOptions, Recurrence, S4DOptions, S4Options

if TYPE_CHECKING:
    from conftest import Declare, Implementation, Number, Value


def test_pools_state_their_rate_and_what_it_must_divide(declared: Declare) -> None:
    down = declared("s4.down-pool", PoolOptions(pool=3, expand=2))
    up = declared("s4.up-pool", PoolOptions(pool=3, expand=2))
    assert cast(str, down.contract).endswith("(batch:B, time:L//3, feature:2*H)")
    assert cast(str, up.contract).endswith("(batch:B, time:3*L, feature:H//2)")
    assert down.where == ("L % 3 == 0",)
    assert up.where == ("H % 2 == 0",)
    assert "ratio 1/3" in down.effects
    assert "ratio 3" in up.effects


def test_blocks_step_or_act_on_single_positions(declared: Declare) -> None:
    assert declared("s4.s4d", S4DOptions()).effects == ("causal", "step")
    assert declared("s4.s4", S4Options()).effects == ("causal", "step")
    both_ways = declared("s4.s4d", S4DOptions(bidirectional=True))
    assert both_ways.effects == ("global", "padding-safe")
    assert both_ways.state == ()
    assert declared("s4.feed-forward", FeedForwardOptions()).effects == ("positionwise", "causal")


def test_shared_systems_divide_the_features(declared: Declare) -> None:
    assert declared("s4.s4", S4Options()).where == ()
    assert declared("s4.s4", S4Options(init="hippo")).where == ("H % 2 == 0",)
    assert declared("s4.s4", S4Options(n_ssm=4)).where == ("H % 4 == 0",)
    assert declared("s4.s4", S4Options(init="hippo", n_ssm="H")).where == ("H % 2 == 0",)
    assert declared("s4.s4d", S4DOptions(n_ssm="H")).where == ()


@pytest.mark.parametrize(
    ("use", "options"),
    [
        ("s4.s4d", S4DOptions(d_state=6, channels=2)),
        *(
            ("s4.s4", S4Options(d_state=6, channels=2, rank=3, recurrence=recurrence))
            for recurrence in get_args(Recurrence)
        ),
    ],
)
def test_the_declared_state_is_the_modules(
    declared: Declare, module_of: Implementation, value_of: Value, use: str, options: object
) -> None:
    declaration = declared(use, options)
    module = cast(SteppingModule, module_of(declaration)(options, {"H": 5}))
    state = module.initial_state(2)
    nodes = [cast(State, parse_state(quoted(text, "state"))[0]) for text in declaration.state]
    sizes = {"B": 2, "H": 5}
    shapes = [
        tuple(value_of(cast(Axis, a).dim, sizes) for a in node.tensor.shape) for node in nodes
    ]
    assert shapes == [tuple(t.shape) for t in state]
    assert nodes[0].start == "zeros"
    assert not state[0].any()


@pytest.mark.parametrize(
    ("use", "options"),
    [
        ("s4.s4d", S4DOptions(d_state=16)),
        ("s4.s4d", S4DOptions(d_state=16, flavour="standalone")),
        ("s4.s4d", S4DOptions(d_state=16, bidirectional=True)),
        ("s4.s4d", S4DOptions(d_state=16, residual_dropout=0.1)),
        ("s4.s4d", S4DOptions(d_state=16, dropout=0.1, channels=2)),
        ("s4.s4d", S4DOptions(d_state=16, channels=3)),
        ("s4.s4", S4Options(d_state=16)),
        ("s4.s4", S4Options(d_state=16, channels=2, final_act="gelu", l_kernel=100)),
        ("s4.s4", S4Options(d_state=16, activation="glu", final_act="id")),
        ("s4.s4", S4Options(d_state=16, activation="relu", final_act="none")),
        ("s4.s4", S4Options(d_state=16, activation="id", final_act="relu")),
        ("s4.feed-forward", FeedForwardOptions(ff=3)),
        ("s4.feed-forward", FeedForwardOptions(flavour="standalone")),
        ("s4.feed-forward", FeedForwardOptions(residual_dropout=0.1)),
        ("s4.feed-forward", FeedForwardOptions(dropout=0.1)),
        ("s4.down-pool", PoolOptions()),
        ("s4.down-pool", PoolOptions(activation="gelu")),
        ("s4.up-pool", PoolOptions()),
        ("s4.up-pool", PoolOptions(activation="gelu")),
    ],
)
def test_activations_are_what_the_backward_pass_keeps(
    declared: Declare, module_of: Implementation, number_of: Number, use: str, options: object
) -> None:
    """Long sequences, so that what is of the size of parameters does not count."""
    B, L, H = 2, 16384, 16
    declaration = declared(use, options)
    module = module_of(declaration)(options, {"H": H})
    x = torch.randn(B, L, H, requires_grad=True)
    kept: dict[int, int] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        kept[storage.data_ptr()] = storage.nbytes() // 4
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = module(x)
        pack(y)
    of_parameters = {p.untyped_storage().data_ptr() for p in module.parameters()}
    of_parameters |= {x.untyped_storage().data_ptr()}
    found = sum(n for at, n in kept.items() if at not in of_parameters)
    expected = number_of(declaration.cost.activations, B=B, L=L, H=H)
    assert found == pytest.approx(expected, rel=0.1)


def test_flops_are_dominated_by_what_they_are_known_to_be(
    declared: Declare, number_of: Number
) -> None:
    sizes = {"B": 4, "L": 1024, "H": 256}
    wide = number_of(declared("s4.feed-forward", FeedForwardOptions(ff=2)).cost.flops, **sizes)
    assert math.isclose(wide, 2 * 2 * 2 * 256**2 * 4 * 1024, rel_tol=0.02)
    block = number_of(declared("s4.s4d", S4DOptions(d_state=64)).cost.flops, **sizes)
    n = 2 * 1024
    transforms = 2.5 * n * math.log2(n) * 256 * (2 * 4 + 1)
    products = 4 * 1024 * 256 * (4 * 256 + 6) + 4 * 32 * 1024 * 256
    assert math.isclose(block, transforms + products, rel_tol=0.1)
