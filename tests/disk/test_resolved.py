"""A merged tree goes out as TOML that means the same, and differences are found by key."""

from __future__ import annotations

import tomli

from graphnet.disk.resolved import leaves, render_toml
from tests.runtime.tiny import tree_of

TEXT = """\
format = 1
name = "a \\"quoted\\" \\u00e9 name\\n"
requires = ["x>=1", "y"]

[sizes]
bits = 16
n_classes = "2**bits"

[source]
options = { rate = 16000, list = [1, [2.5, -3e9]], deep = { on = true, "odd key" = 1979-05-27 } }

[stages.encoder]
use = "embedding"

[stages.encoder.empty]

[train]
lr = 0.004
updates = 200_000
inf = inf
"""


def test_a_tree_means_the_same_after_it_was_written_and_parsed() -> None:
    assert tomli.loads(render_toml(tree_of(TEXT))) == tomli.loads(TEXT)


def test_writing_twice_gives_the_same_text() -> None:
    once = render_toml(tree_of(TEXT))
    assert render_toml(tree_of(once)) == once


def test_leaves_are_named_by_their_whole_path() -> None:
    found = leaves(tree_of(TEXT))
    assert found["source.options.rate"].text == "16000"
    assert found["train.updates"].text == "200000"
    assert found["train.lr"].at.text == "0.004"
    assert "stages.encoder.empty" not in found
