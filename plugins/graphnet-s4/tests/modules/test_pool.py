"""Pools against the reference's, which numbers pooled features channel by channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
import torch

from graphnet_s4.flavour import Flavour
from graphnet_s4.modules.pool import DownPool, UpPool, WeightNormLinear
from graphnet_s4.options import PoolOptions

if TYPE_CHECKING:
    from conftest import Golden

Pool = DownPool | UpPool


def loaded(kind: type[Pool], tensors: dict[str, torch.Tensor], options: PoolOptions) -> Pool:
    pool = kind(options, {"H": 8}).double()
    named = {k[3:]: v for k, v in tensors.items() if k.startswith("sd/")}
    if options.flavour == "standalone":
        named["linear.weight"] = named["linear.weight"].squeeze(-1)
    pool.load_state_dict(named)
    return pool


def expand_of(tensors: dict[str, torch.Tensor], s: int, *, up: bool) -> int:
    n_out = len(tensors["sd/linear.bias"])
    return 8 * s // n_out if up else n_out // 8


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("s", [2, 4])
def test_down_is_the_references(golden: Golden, flavour: Flavour, s: int) -> None:
    tensors = golden("pools", f"{flavour}_down/p{s}/")
    options = PoolOptions(pool=s, expand=expand_of(tensors, s, up=False), flavour=flavour)
    found = loaded(DownPool, tensors, options)(golden("pools")["x"].mT)
    torch.testing.assert_close(found, tensors["y"].mT, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("s", [2, 4])
def test_up_is_the_references_before_its_shift(golden: Golden, flavour: Flavour, s: int) -> None:
    tensors = golden("pools", f"{flavour}_up/p{s}/")
    options = PoolOptions(pool=s, expand=expand_of(tensors, s, up=True), flavour=flavour)
    found = loaded(UpPool, tensors, options)(golden("pools")["x"].mT)
    expected = tensors["y"].mT
    assert expected[:, :s].abs().max() == 0
    torch.testing.assert_close(found[:, :-s], expected[:, s:], rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("kind", [DownPool, UpPool])
def test_every_block_is_by_itself(kind: type[Pool], flavour: Flavour) -> None:
    pool = kind(PoolOptions(pool=3, expand=2, flavour=flavour), {"H": 4}).double()
    x = torch.randn(2, 12, 4).double()
    n = 3 if kind is DownPool else 1
    blocks = [pool(x[:, i : i + n]) for i in range(0, 12, n)]
    torch.testing.assert_close(torch.cat(blocks, dim=1), pool(x))


def test_weight_norm_starts_as_a_plain_linear_layer_and_learns_both_parts() -> None:
    linear = WeightNormLinear(6, 4)
    torch.testing.assert_close(linear.weight, linear.weight_v)
    loss = linear.weight.square().sum()
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
    gradient = cast(torch.Tensor, linear.weight_v.grad)
    along = (gradient * linear.weight_v).sum(1)  # a direction has no length
    torch.testing.assert_close(along, torch.zeros(4), rtol=0, atol=1e-6)
    torch.testing.assert_close(linear.weight_g.grad, 2 * linear.weight_g)
