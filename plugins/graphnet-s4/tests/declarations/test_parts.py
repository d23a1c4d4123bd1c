"""What a spec sets on a backbone arrives in the stages inside, whichever backbone it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs
import pytest

from graphnet_s4.backbone_options import (
    BackboneOptions,
    IsotropicOptions,
    SashimiOptions,
    UnetOptions,
)
from graphnet_s4.options import FeedForwardOptions, PoolOptions, S4DOptions, S4Options

if TYPE_CHECKING:
    from conftest import Entries

BACKBONES = (SashimiOptions, UnetOptions, IsotropicOptions)
KINDS: dict[str, type[S4Options | S4DOptions]] = {"s4": S4Options, "s4d": S4DOptions}
# A value for each option that is nobody's default, and what has to be set for it to be allowed.
OTHERS: dict[str, tuple[object, dict[str, object]]] = {
    "d_state": (6, {}),
    "flavour": ("standalone", {}),
    "norm": ("scalar", {"flavour": "standalone"}),
    "dropout": (0.1, {}),
    "residual_dropout": (0.2, {}),
    "dt_min": (0.01, {}),
    "dt_max": (0.2, {}),
    "dt_transform": ("exp", {}),
    "dt_fast": (True, {}),
    "deterministic": (True, {}),
    "n_ssm": (2, {}),
    "real_transform": ("relu", {}),
    "lr": (0.003, {}),
    "channels": (3, {}),
    "activation": ("relu", {}),
    "final_act": ("id", {}),
    "bidirectional": (True, {}),
    "convolution": ("fft", {}),
    "init": ("legt", {"layer": "s4", "rank": 2}),
    "rank": (2, {"layer": "s4"}),
    "recurrence": ("linear", {"layer": "s4"}),
    "l_kernel": (64, {"layer": "s4"}),
    "b_init": ("alternating", {"layer": "s4d"}),
    "discretization": ("bilinear", {"layer": "s4d"}),
    "dt_tie": (False, {"layer": "s4d"}),
    "bandlimit": (0.5, {"layer": "s4d"}),
}


def test_there_is_a_value_for_every_option_of_a_block() -> None:
    names = {field.name for kind in KINDS.values() for field in attrs.fields(kind)}
    assert names == set(OTHERS)


@pytest.mark.parametrize("kind", BACKBONES)
@pytest.mark.parametrize("name", OTHERS)
def test_every_option_of_a_block_arrives_in_every_block(
    entries: Entries, kind: type[BackboneOptions], name: str
) -> None:
    value, beside = OTHERS[name]
    settings: dict[str, object] = {"n_layers": 2} | beside | {name: value}
    options = kind(**settings)  # type: ignore[arg-type]  # they are those of the table
    found = [e.inner for e in entries(options, 8).values() if e.inner.use == f"s4.{options.layer}"]
    assert len(found) == {SashimiOptions: 6, UnetOptions: 10, IsotropicOptions: 2}[kind]
    if name == "l_kernel":
        lengths = {cast(S4Options, inner.options).l_kernel for inner in found}
        assert lengths == ({64} if kind is IsotropicOptions else {64, 16, 4})
    else:
        assert {getattr(inner.options, name) for inner in found} == {value}


@pytest.mark.parametrize("kind", BACKBONES)
@pytest.mark.parametrize("layer", KINDS)
def test_what_is_not_set_is_what_a_block_has_by_itself(
    entries: Entries, kind: type[BackboneOptions], layer: str
) -> None:
    options = kind(layer=layer)  # type: ignore[arg-type]  # one of the two
    inner = next(e.inner for e in entries(options, 8).values() if e.inner.use == f"s4.{layer}")
    own = {"norm": "layer"} if kind is IsotropicOptions else {}
    assert inner.options == attrs.evolve(
        KINDS[layer](),
        n_ssm="H" if kind is UnetOptions else None,
        **own,  # type: ignore[arg-type]  # one norm
    )


@pytest.mark.parametrize("kind", BACKBONES)
def test_feed_forward_blocks_are_as_their_neighbours(
    entries: Entries, kind: type[BackboneOptions]
) -> None:
    options = kind(
        ff=3, flavour="standalone", norm="scalar", dropout=0.1, residual_dropout=0.3, n_layers=1
    )
    found = [e.inner for e in entries(options, 8).values() if e.inner.use == "s4.feed-forward"]
    expected = FeedForwardOptions(
        ff=3, flavour="standalone", norm="scalar", dropout=0.1, residual_dropout=0.3
    )
    assert found
    assert all(inner.options == expected for inner in found)


@pytest.mark.parametrize("kind", [SashimiOptions, UnetOptions])
def test_pools_get_theirs(entries: Entries, kind: type[SashimiOptions | UnetOptions]) -> None:
    options = kind(
        pool=(2, 3), expand=5, flavour="standalone", pool_activation="gelu", pool_weight_norm=True
    )
    found = [e.inner.options for e in entries(options, 8).values() if e.inner.use.endswith("-pool")]
    assert found == [
        PoolOptions(pool=pool, expand=5, flavour="standalone", activation="gelu", weight_norm=True)
        for pool in (2, 3, 3, 2)
    ]


def test_a_kernels_length_is_divided_at_every_rate(entries: Entries) -> None:
    options = UnetOptions(layer="s4", pool=(2, 5), l_kernel=30, n_layers=1)
    lengths = {
        name: cast(S4Options, e.inner.options).l_kernel
        for name, e in entries(options, 8).items()
        if e.inner.use == "s4.s4"
    }
    assert lengths == {
        "down.0.layers.0": 30,
        "down.1.layers.0": 15,
        "center.0": 3,
        "up.0.layers.0": 15,
        "up.1.layers.0": 30,
    }
