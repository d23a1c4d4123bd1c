"""Declared parameters are the modules' own, and are updated as the reference updates them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pytest

from graphnet.plugin import OptimizerGroup
from graphnet_s4.backbone_options import SashimiOptions
from graphnet_s4.flavour import Flavour
from graphnet_s4.inits import DiagonalInit as Init
from graphnet_s4.options import (
    Discretization,
    FeedForwardOptions,
    PoolOptions,
    S4DOptions,
    S4Options,
)

if TYPE_CHECKING:
    from conftest import Declare, Entries, Implementation, ReferenceNames, Shapes

GOLDEN = Path(__file__).parents[1] / "golden"
SHARED: tuple[int | Literal["H"], ...] = (4, "H")
BLOCKS: list[tuple[str, object]] = [
    ("s4.s4d", S4DOptions(d_state=6, flavour=f, init=init, discretization=d, n_ssm=n))
    for f, init, d in itertools.product(get_args(Flavour), get_args(Init), get_args(Discretization))
    for n in SHARED
]
OTHERS: list[tuple[str, object]] = [
    ("s4.s4d", S4DOptions(d_state=6, bidirectional=True)),
    ("s4.s4d", S4DOptions(d_state=6, bidirectional=True, flavour="standalone")),
    ("s4.s4d", S4DOptions(d_state=6, dt_tie=False, channels=2, activation="glu")),
    ("s4.s4", S4Options(d_state=6)),
    ("s4.s4", S4Options(d_state=6, rank=3, n_ssm=4, channels=2, flavour="standalone")),
    ("s4.s4", S4Options(d_state=6, init="hippo", n_ssm="H", bidirectional=True)),
    ("s4.s4", S4Options(d_state=6, final_act="none", activation="glu", deterministic=True)),
    ("s4.s4", S4Options(d_state=6, final_act="gelu", l_kernel=100, dt_fast=True)),
] + [
    (use, options)
    for flavour in get_args(Flavour)
    for use, options in (
        ("s4.feed-forward", FeedForwardOptions(ff=3, flavour=flavour)),
        ("s4.down-pool", PoolOptions(pool=3, expand=2, flavour=flavour)),
        ("s4.up-pool", PoolOptions(pool=3, expand=2, flavour=flavour)),
        ("s4.down-pool", PoolOptions(weight_norm=False, flavour=flavour)),
        ("s4.up-pool", PoolOptions(weight_norm=True, activation="gelu", flavour=flavour)),
    )
]


@pytest.mark.parametrize(("use", "options"), BLOCKS + OTHERS)
def test_names_and_shapes_are_those_of_the_module(
    declared: Declare, shapes_of: Shapes, module_of: Implementation, use: str, options: object
) -> None:
    declaration = declared(use, options)
    module = module_of(declaration)(options, {"H": 8})
    assert shapes_of(declaration, 8) == {k: tuple(p.shape) for k, p in module.named_parameters()}
    assert set(module.state_dict()) == {p.name for p in declaration.parameters}


@pytest.mark.parametrize(("flavour", "total"), [("src", 4_716_512), ("standalone", 5_185_280)])
def test_sashimi_has_as_many_parameters_as_the_reference(
    declared: Declare, shapes_of: Shapes, entries: Entries, flavour: Flavour, total: int
) -> None:
    found = 2 * 64  # the final layer norm's
    for entry in entries(SashimiOptions(flavour=flavour), 64).values():
        if entry.inner.use.startswith("s4."):
            declaration = declared(entry.inner.use, entry.inner.options)
            shapes = shapes_of(declaration, entry.H).values()
            found += sum(int_product(shape) for shape in shapes)
    assert found == total


def int_product(shape: tuple[int, ...]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product


def test_parameters_ask_for_what_they_ask_for_in_the_references_model(
    declared: Declare, entries: Entries, reference_names: ReferenceNames
) -> None:
    """Its training script adds rules for biases and norms; without them this much is asked."""
    asked = json.loads((GOLDEN / "optim_src.json").read_text())
    options = SashimiOptions(n_layers=1, layer="s4")
    names = reference_names(options)
    assert set(names.values()) == set(asked)
    groups = declared_groups(declared, entries, options)
    special = {name: g for name, g in groups.items() if asked[names[name]] is not None}
    assert len(special) == 3 * 6 + 6 * 2 + 3 * 2 + 4  # kernels, norms, feed-forward, pools
    for name, group in special.items():
        wanted = asked[names[name]]
        assert group.lr == wanted.get("lr"), name
        assert group.weight_decay == wanted.get("weight_decay"), name


def declared_groups(
    declared: Declare, entries: Entries, options: SashimiOptions
) -> dict[str, OptimizerGroup]:
    return {
        f"{name}.{parameter.name}": parameter.group
        for name, entry in entries(options, 8).items()
        if entry.inner.use.startswith("s4.")
        for parameter in declared(entry.inner.use, entry.inner.options).parameters
    }
