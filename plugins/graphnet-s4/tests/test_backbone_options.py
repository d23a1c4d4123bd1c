"""A backbone's options are held against those of the blocks it is made of."""

from __future__ import annotations

import attrs
import pytest

from graphnet_s4.backbone_options import (
    BackboneOptions,
    IsotropicOptions,
    SashimiOptions,
    UnetOptions,
    block_options,
    block_type,
)
from graphnet_s4.options import S4DOptions, S4Options

BACKBONES = (SashimiOptions, UnetOptions, IsotropicOptions)


@pytest.mark.parametrize("kind", BACKBONES)
def test_every_option_of_either_block_is_one_of_a_backbone(kind: type[BackboneOptions]) -> None:
    names = {f.name for block in (S4Options, S4DOptions) for f in attrs.fields(block)}
    assert names <= set(attrs.fields_dict(kind))


@pytest.mark.parametrize("kind", BACKBONES)
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"rank": 1}, "rank"),
        ({"recurrence": "dense"}, "recurrence"),
        ({"l_kernel": 64}, "l_kernel"),
        ({"layer": "s4", "discretization": "zoh"}, "discretization"),
        ({"layer": "s4", "dt_tie": True}, "dt_tie"),
        ({"layer": "s4", "bandlimit": 0.5}, "bandlimit"),
        ({"layer": "s4", "b_init": "constant"}, "b_init"),
        ({"layer": "s4", "init": "lin"}, "init"),
        ({"init": "fourier"}, "init"),
        ({"layer": "s4", "rank": 0}, "rank"),
        ({"layer": "s4", "init": "legt", "rank": 1}, "rank"),
        ({"layer": "s5"}, "layer"),
        ({"n_layers": 0}, "n_layers"),
        ({"ff": -1}, "ff"),
    ],
)
def test_what_its_blocks_would_refuse_it_refuses(
    kind: type[BackboneOptions], wrong: dict[str, object], named: str
) -> None:
    with pytest.raises(ValueError, match=f"'{named}'"):
        kind(**wrong)  # type: ignore[arg-type]  # it is wrong


@pytest.mark.parametrize("kind", [SashimiOptions, UnetOptions])
def test_a_kernel_that_its_pools_do_not_divide_is_refused(
    kind: type[SashimiOptions | UnetOptions],
) -> None:
    for l_kernel in (1, 8, 40, 63):
        with pytest.raises(ValueError, match="'l_kernel' must be a multiple of 16"):
            kind(layer="s4", l_kernel=l_kernel)
    assert kind(layer="s4", l_kernel=48).l_kernel == 48
    assert kind(layer="s4", l_kernel=63, pool=(3, 7)).l_kernel == 63
    assert kind(layer="s4", l_kernel=63, pool=()).l_kernel == 63


def test_dss_takes_its_sum_over_fewer_items_at_lower_rates() -> None:
    options = SashimiOptions(discretization="dss", l_kernel=64)
    assert block_type(options) == "s4.s4d"
    assert block_options(options, 16).l_kernel == 4
    with pytest.raises(ValueError, match="'l_kernel' must be a multiple of 16"):
        SashimiOptions(discretization="dss", l_kernel=8)


def test_a_block_gets_its_own_defaults_where_nothing_is_said() -> None:
    assert block_options(SashimiOptions(layer="s4")) == S4Options()
    assert block_options(SashimiOptions()) == S4DOptions()
    assert block_options(IsotropicOptions()) == S4DOptions(norm="layer")


@pytest.mark.parametrize("flavour", ["src", "standalone"])
def test_the_unet_shares_no_state_matrix_unless_asked(flavour: str) -> None:
    options = UnetOptions(flavour=flavour)  # type: ignore[arg-type]  # one of the two
    assert options.n_ssm == "H"
    assert options.pool_weight_norm is False
