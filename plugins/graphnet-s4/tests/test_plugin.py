"""The plugin offers its stages without torch, and says which API it needs."""

from __future__ import annotations

import subprocess
import sys

from graphnet_s4 import plugin


def test_it_offers_its_stages_under_its_own_prefix() -> None:
    names = {stage.name for stage in plugin.graphnet_stages()}
    blocks = {"s4.s4", "s4.s4d", "s4.feed-forward", "s4.down-pool", "s4.up-pool"}
    assert names == blocks | {"s4.sashimi", "s4.unet", "s4.isotropic"}


def test_every_declaration_is_made_without_torch_and_numpy() -> None:
    code = (
        "import sys, graphnet_s4.plugin as p\n"
        "for s in p.graphnet_stages(): s.declare(s.options())\n"
        "assert not {'torch', 'numpy'} & set(sys.modules), 'heavy'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_stage_has_one_line_for_people() -> None:
    assert all(stage.summary and "\n" not in stage.summary for stage in plugin.graphnet_stages())
