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


VARIANTS: dict[str, dict[str, object]] = {
    "standalone": {"flavour": "standalone"},
    "src": {},
    "src_nowg": {"weight_norm": False},
    "src_gelu": {"activation": "gelu"},
}
CASES = [(variant, s) for variant in VARIANTS for s in (2, 4)]


def case_of(direction: str, variant: str, s: int) -> str:
    """`src_down_gelu/p2/`: the flavour, the direction, what is special, and the pool."""
    flavour, _, special = variant.partition("_")
    return "_".join(filter(None, (flavour, direction, special))) + f"/p{s}/"


def loaded(kind: type[Pool], tensors: dict[str, torch.Tensor], options: PoolOptions) -> Pool:
    """The pool with the reference's weights; behind an activation they are part 0 of two there."""
    pool = kind(options, {"H": 8}).double()
    named = {k[3:].replace(".0.", "."): v for k, v in tensors.items() if k.startswith("sd/")}
    pool.load_state_dict({k: v.reshape(len(v), -1) if v.ndim > 1 else v for k, v in named.items()})
    return pool


def options_of(variant: str, s: int, expand: int) -> PoolOptions:
    return PoolOptions(pool=s, expand=expand, **VARIANTS[variant])  # type: ignore[arg-type]


def n_out(tensors: dict[str, torch.Tensor]) -> int:
    return next(len(v) for k, v in tensors.items() if k.endswith("bias"))


@pytest.mark.parametrize(("variant", "s"), CASES)
def test_down_is_the_references(golden: Golden, variant: str, s: int) -> None:
    tensors = golden("pools", case_of("down", variant, s))
    options = options_of(variant, s, expand=n_out(tensors) // 8)
    found = loaded(DownPool, tensors, options)(golden("pools")["x"].mT)
    torch.testing.assert_close(found, tensors["y"].mT, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize(("variant", "s"), [c for c in CASES if c[0] != "src_nowg"])
def test_up_is_the_references_before_its_shift(golden: Golden, variant: str, s: int) -> None:
    tensors = golden("pools", case_of("up", variant, s))
    options = options_of(variant, s, expand=8 * s // n_out(tensors))
    found = loaded(UpPool, tensors, options)(golden("pools")["x"].mT)
    expected = tensors["y"].mT
    assert expected[:, :s].abs().max() == 0
    torch.testing.assert_close(found[:, :-s], expected[:, s:], rtol=1e-8, atol=1e-10)


def test_every_golden_pool_is_compared(golden: Golden) -> None:
    found = {name.removesuffix("y") for name in golden("pools") if name.endswith("/y")}
    down = {case_of("down", *case) for case in CASES}
    assert found == down | {case_of("up", *c) for c in CASES if c[0] != "src_nowg"}


@pytest.mark.parametrize("kind", [DownPool, UpPool])
@pytest.mark.parametrize("flavour", ["src", "standalone"])
def test_weight_norm_can_be_chosen(kind: type[Pool], flavour: Flavour) -> None:
    pools = [
        kind(PoolOptions(flavour=flavour, weight_norm=given), {"H": 4})
        for given in (None, False, True)
    ]
    has = [isinstance(pool.linear, WeightNormLinear) for pool in pools]
    assert has == [flavour == "src", False, True]


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
