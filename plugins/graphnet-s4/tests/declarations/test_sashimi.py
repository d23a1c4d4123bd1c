"""SaShiMi as it expands: its stages, their wires and widths, and the options they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphnet.plugin import DelayOptions
from graphnet_s4.backbone_options import SashimiOptions
from graphnet_s4.declarations.sashimi import declare_sashimi

if TYPE_CHECKING:
    from conftest import Entries


def test_it_expands_to_the_graph_of_the_paper(entries: Entries) -> None:
    found = {k: e.inputs for k, e in entries(SashimiOptions(n_layers=1), 8).items()}
    assert found == {
        "down.0": ("in.main",),
        "down.1": ("down.0",),
        "center.0": ("down.1",),
        "center.1": ("center.0",),
        "skip": ("center.1", "down.1"),
        "up.0.pool": ("skip",),
        "up.0.delay": ("up.0.pool",),
        "up.0.skip": ("up.0.delay", "down.0"),
        "up.0.layers.0": ("up.0.skip",),
        "up.0.layers.1": ("up.0.layers.0",),
        "up.0.residual": ("up.0.layers.1", "up.0.skip"),
        "up.1.pool": ("up.0.residual",),
        "up.1.delay": ("up.1.pool",),
        "up.1.skip": ("up.1.delay", "in.main"),
        "up.1.layers.0": ("up.1.skip",),
        "up.1.layers.1": ("up.1.layers.0",),
        "up.1.residual": ("up.1.layers.1", "up.1.skip"),
        "norm": ("up.1.residual",),
    }


def test_widths_grow_on_the_way_down_and_shrink_on_the_way_up(entries: Entries) -> None:
    widths = {k: e.H for k, e in entries(SashimiOptions(n_layers=1, pool=(2, 3)), 8).items()}
    assert [widths[k] for k in ("down.0", "down.1", "center.0", "up.0.layers.0")] == [8, 16, 32, 16]
    assert [widths[k] for k in ("up.1.layers.0", "norm")] == [8, 8]


def test_each_delay_shifts_by_one_item_of_the_rate_below(entries: Entries) -> None:
    found = entries(SashimiOptions(pool=(2, 3)), 8)
    assert found["up.0.delay"].inner.options == DelayOptions(steps=3, start=0.0)
    assert found["up.1.delay"].inner.options == DelayOptions(steps=2, start=0.0)


def test_without_pools_it_is_a_stack_of_blocks_with_a_skip(entries: Entries) -> None:
    found = entries(SashimiOptions(n_layers=1, pool=()), 8)
    assert {k: e.inputs for k, e in found.items()} == {
        "center.0": ("in.main",),
        "center.1": ("center.0",),
        "skip": ("center.1", "in.main"),
        "norm": ("skip",),
    }
    assert declare_sashimi(SashimiOptions(pool=())).where == ()


def test_ff_0_leaves_the_feed_forward_blocks_out(entries: Entries) -> None:
    found = entries(SashimiOptions(n_layers=3, ff=0), 8)
    assert {e.inner.use for k, e in found.items() if k.startswith("center.")} == {"s4.s4d"}
    assert "center.2" in found
    assert "center.3" not in found


def test_looking_both_ways_is_said_of_the_whole() -> None:
    assert declare_sashimi(SashimiOptions()).effects == ("causal", "step")
    assert declare_sashimi(SashimiOptions(bidirectional=True)).effects == ("global",)
