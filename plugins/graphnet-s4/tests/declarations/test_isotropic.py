"""The stack of blocks as it expands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphnet_s4.backbone_options import IsotropicOptions
from graphnet_s4.declarations.isotropic import declare_isotropic

if TYPE_CHECKING:
    from conftest import Entries


def test_it_is_a_row_of_blocks_and_a_norm(entries: Entries) -> None:
    found = entries(IsotropicOptions(n_layers=3), 8)
    assert [(k, e.inner.use) for k, e in found.items()] == [
        ("layers.0", "s4.s4d"),
        ("layers.1", "s4.s4d"),
        ("layers.2", "s4.s4d"),
        ("norm", "basics.layer-norm"),
    ]


def test_feed_forward_blocks_stand_between_if_asked_for(entries: Entries) -> None:
    found = entries(IsotropicOptions(n_layers=2, layer="s4", ff=2), 8)
    assert [e.inner.use for e in found.values()] == [
        *("s4.s4", "s4.feed-forward") * 2,
        "basics.layer-norm",
    ]


def test_it_steps_and_any_length_will_do() -> None:
    declaration = declare_isotropic(IsotropicOptions())
    assert declaration.where == ()
    assert declaration.effects == ("causal", "step")


def test_both_ways_its_blocks_are_told_where_padding_begins() -> None:
    declaration = declare_isotropic(IsotropicOptions(bidirectional=True, n_layers=2, ff=2))
    assert declaration.effects == ("global", "padding-safe")
    assert declaration.expansion is not None
    found = {inner.name: inner.inputs for inner in declaration.expansion.stages}
    assert found == {
        "layers.0": {"main": "in.main", "lengths": "in.lengths"},
        "layers.1": None,
        "layers.2": {"main": "layers.1", "lengths": "in.lengths"},
        "layers.3": None,
        "norm": None,
    }
