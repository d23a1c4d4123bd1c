"""Who reads a stage, and what works position by position."""

from __future__ import annotations

from attrs import evolve

from graphnet.graph.rewrites.readers import is_by_position, is_cut_alike, readers_of, width
from tests.graph.rewrites.wide import plan, wide_text


def test_stages_and_outputs_read() -> None:
    readers = readers_of(plan(wide_text()))
    assert readers["embed"] == {"net.down", "net.join"}
    assert readers["objective"] == {""}


def test_one_item_for_each_of_that_item_alone() -> None:
    found = plan(wide_text())
    head = found.by_path["head"]
    assert is_by_position(head)
    assert not is_by_position(found.by_path["net.down"])
    assert not is_by_position(found.by_path["net.late"])
    ahead = evolve(head, timing=evolve(head.timing, lookahead=1))
    assert not is_by_position(ahead)


def test_a_port_is_cut_along_batch_and_time() -> None:
    found = plan(wide_text())
    port = found.by_path["head"].gives["main"]
    assert is_cut_alike(port)
    assert not is_cut_alike(evolve(port, axes=port.axes[::-1]))
    assert width(port) == 64
    assert width(found.source.gives["main"]) == 0
