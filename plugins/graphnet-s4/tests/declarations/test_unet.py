"""The U-Net variant as it expands: its stages, their wires and widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphnet.plugin import DelayOptions
from graphnet_s4.backbone_options import UnetOptions
from graphnet_s4.declarations.unet import declare_unet

if TYPE_CHECKING:
    from conftest import Entries


def test_what_a_layer_takes_on_the_way_down_is_added_on_the_way_up(entries: Entries) -> None:
    found = {k: e.inputs for k, e in entries(UnetOptions(n_layers=1), 8).items()}
    assert found == {
        "down.0.layers.0": ("in.main",),
        "down.0.layers.1": ("down.0.layers.0",),
        "down.0.pool": ("down.0.layers.1",),
        "down.1.layers.0": ("down.0.pool",),
        "down.1.layers.1": ("down.1.layers.0",),
        "down.1.pool": ("down.1.layers.1",),
        "center.0": ("down.1.pool",),
        "center.1": ("center.0",),
        "skip": ("center.1", "down.1.pool"),
        "up.0.pool": ("skip",),
        "up.0.delay": ("up.0.pool",),
        "up.0.skip": ("up.0.delay", "down.1.layers.1"),
        "up.0.layers.0": ("up.0.skip",),
        "up.0.skips.0": ("up.0.layers.0", "down.1.layers.0"),
        "up.0.layers.1": ("up.0.skips.0",),
        "up.0.skips.1": ("up.0.layers.1", "down.0.pool"),
        "up.1.pool": ("up.0.skips.1",),
        "up.1.delay": ("up.1.pool",),
        "up.1.skip": ("up.1.delay", "down.0.layers.1"),
        "up.1.layers.0": ("up.1.skip",),
        "up.1.skips.0": ("up.1.layers.0", "down.0.layers.0"),
        "up.1.layers.1": ("up.1.skips.0",),
        "up.1.skips.1": ("up.1.layers.1", "in.main"),
        "norm": ("up.1.skips.1",),
    }


@pytest.mark.parametrize("n_layers", [1, 2, 3, 8])
@pytest.mark.parametrize("ff", [0, 2])
def test_every_value_kept_on_the_way_down_is_used_once(
    entries: Entries, n_layers: int, ff: int
) -> None:
    """As a stack: what was kept last is added first."""
    found = entries(UnetOptions(n_layers=n_layers, ff=ff, pool=(2, 3, 2)), 8)
    kept = [e.inputs[0] for k, e in found.items() if k.startswith("down.")]
    added = [e.inputs[1] for k, e in found.items() if k.startswith("up.") and ".skip" in k]
    assert added == kept[::-1]
    assert len(added) == 3 * (n_layers * (2 if ff else 1) + 1)


def test_widths_and_shifts_follow_the_rates(entries: Entries) -> None:
    found = entries(UnetOptions(n_layers=1, pool=(2, 3)), 8)
    places = ("down.0.layers.1", "down.1.layers.0", "center.0", "up.0.layers.0", "up.1.layers.0")
    assert [found[k].H for k in places] == [8, 16, 32, 16, 8]
    assert found["up.0.delay"].inner.options == DelayOptions(steps=3, start=0.0)
    assert found["up.1.delay"].inner.options == DelayOptions(steps=2, start=0.0)


def test_the_whole_says_what_it_needs_and_promises() -> None:
    declaration = declare_unet(UnetOptions(pool=(2, 3)))
    assert declaration.where == ("L % 6 == 0",)
    assert declaration.effects == ("causal", "step")
    assert declare_unet(UnetOptions(bidirectional=True)).effects == ("global",)


def test_without_pools_it_is_a_stack_of_blocks_with_a_skip(entries: Entries) -> None:
    found = entries(UnetOptions(n_layers=1, pool=()), 8)
    assert [*found] == ["center.0", "center.1", "skip", "norm"]
    assert found["skip"].inputs == ("center.1", "in.main")
    assert declare_unet(UnetOptions(pool=())).where == ()
