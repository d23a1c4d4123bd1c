"""Blocks and pools as operations, against their steps; in every mode that changes the way."""

from __future__ import annotations

from typing import get_args

import pytest
import torch
from attrs import evolve
from torch import Tensor, nn

from graphnet.build.protocols import Code, State
from graphnet.testing import lowered_gap
from graphnet_s4.modules.block import StateSpaceBlock
from graphnet_s4.modules.feed_forward import FeedForward
from graphnet_s4.modules.pool import DownPool, UpPool
from graphnet_s4.modules.s4 import S4
from graphnet_s4.modules.s4d import S4D
from graphnet_s4.options import (
    Activation,
    Discretization,
    FeedForwardOptions,
    FinalActivation,
    PoolOptions,
    Recurrence,
    S4DOptions,
    S4Options,
)

T, B, H = 20, 3, 4
S4D8, S48 = S4DOptions(d_state=8), S4Options(d_state=8)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(0)


def frames(*shape: int) -> Tensor:
    return torch.randn(shape or (T, B, H), dtype=torch.float64)


def shaken(module: nn.Module) -> nn.Module:
    """In float64, with no parameter at a round number."""
    module = module.double().eval()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return module


def block(options: S4Options | S4DOptions) -> StateSpaceBlock:
    made = (S4 if isinstance(options, S4Options) else S4D)(options, {"H": H})  # type: ignore[arg-type]
    found = shaken(made)
    assert isinstance(found, StateSpaceBlock)
    return found


def after(module: StateSpaceBlock, items: int) -> State:
    """A state that something has gone through."""
    state = module.initial_state(B)
    with torch.no_grad():
        for item in frames(items, B, H):
            _, state = module.step(item, state)
    return state


@pytest.mark.parametrize("options", [S4D8, S48], ids=["s4d", "s4"])
@pytest.mark.parametrize("activation", get_args(Activation))
@pytest.mark.parametrize("final", get_args(FinalActivation))
def test_every_pair_of_activations(
    options: S4Options | S4DOptions, activation: Activation, final: FinalActivation
) -> None:
    chosen = evolve(options, activation=activation, final_act=final)
    assert lowered_gap(block(chosen), main=frames()) < 1e-10


@pytest.mark.parametrize("options", [S4D8, S48], ids=["s4d", "s4"])
def test_several_heads_and_either_norm(options: S4Options | S4DOptions) -> None:
    for chosen in (evolve(options, channels=3), evolve(options, norm="layer")):
        assert lowered_gap(block(chosen), main=frames()) < 1e-10


@pytest.mark.parametrize("discretization", get_args(Discretization))
def test_every_discretisation(discretization: Discretization) -> None:
    module = block(evolve(S4D8, discretization=discretization))
    assert lowered_gap(module, after(module, 5), main=frames()) < 1e-10


@pytest.mark.parametrize("recurrence", get_args(Recurrence))
@pytest.mark.parametrize("rank", [1, 3])
def test_every_recurrence_goes_on_from_its_own_state(recurrence: Recurrence, rank: int) -> None:
    module = block(evolve(S48, recurrence=recurrence, rank=rank, l_kernel=50))
    assert lowered_gap(module, main=frames()) < 1e-10
    assert lowered_gap(module, after(module, 9), main=frames()) < 1e-10


def test_eigenvalues_ask_for_the_digits_that_they_need() -> None:
    for options, dtype in (
        (S48, torch.float32),
        (evolve(S48, recurrence="linear"), torch.float32),
        (evolve(S48, recurrence="diagonal"), torch.float64),
        (S4D8, torch.float32),
    ):
        module, code = block(options).float(), Code(B, torch.float32)
        module.lower(code, module.initial_state(B), code.vector(H))
        assert code.dtype == dtype, options


@pytest.mark.parametrize("norm", ["scalar", "layer"])
def test_feed_forward(norm: str) -> None:
    options = FeedForwardOptions(norm=norm)  # type: ignore[arg-type]  # both of its values
    assert lowered_gap(shaken(FeedForward(options, {"H": H})), main=frames()) < 1e-12


@pytest.mark.parametrize("has_weight_norm", [True, False])
@pytest.mark.parametrize("activation", ["id", "gelu"])
def test_pools_take_and_give_items_one_after_the_other(
    has_weight_norm: bool, activation: str
) -> None:
    options = PoolOptions(pool=4, weight_norm=has_weight_norm, activation=activation)  # type: ignore[arg-type]
    down, up = DownPool(options, {"H": H}), UpPool(options, {"H": 2 * H})
    assert lowered_gap(shaken(down), main=frames(T, B, 4, H)) < 1e-12
    assert lowered_gap(shaken(up), main=frames(T, B, 1, 2 * H)) < 1e-12


def test_dropout_is_idle() -> None:
    module = shaken(FeedForward(FeedForwardOptions(dropout=0.5), {"H": H}))
    assert lowered_gap(module, main=frames()) < 1e-12
