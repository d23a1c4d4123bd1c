"""Which plans go over a long sequence in chunks, in which blocks, and why others do not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from graphnet.graph.chunks import Chunks, Whole, chunks_of
from graphnet.graph.plan import Wire
from tests.graph.clockwork import ending, plan_of, spec_of


def chunks(*stages: str, end: str | None = None, source: str = "codes") -> Chunks | Whole:
    """The chunks of a plan up to its last stage."""
    text = spec_of(*stages, end=ending("next") if end is None else end, source=source)
    plan = plan_of(text)
    return chunks_of(plan, plan.outputs)


@pytest.mark.parametrize(
    ("stages", "block"),
    [
        ((), 1),
        (("running-sum",), 1),
        (("net",), 2),
        (("net", "net; by = 3"), 6),
        (("blocks; by = 3", "delay; steps = 2"), 3),
        (("down; by = 2", "blocks; by = 2", "up; by = 2", "delay; steps = 3"), 4),
    ],
)
def test_a_block_is_what_every_stage_can_take_whole(stages: tuple[str, ...], block: int) -> None:
    found = chunks(*stages)
    assert isinstance(found, Chunks)
    assert found.block == block


def test_stages_fire_as_often_as_their_rate_says() -> None:
    found = chunks("net; by = 4")
    assert isinstance(found, Chunks)
    assert found.block == 4
    assert found.firings["s0.down"] == 1
    assert found.firings["s0.sum"] == 1
    assert found.firings["s0.up"] == 1
    assert found.firings["s0.join"] == 4
    assert found.rates["s0.sum"] == Fraction(1, 4)
    assert not {"delay", "s0.late", "source"} & found.firings.keys()


@pytest.mark.parametrize(
    ("stages", "why"),
    [
        (("ahead",), "`s0` waits for items that come later"),
        (("whole",), "`s0` needs the whole sequence at once"),
        (("look; by = 1",), "`s0` waits for items that come later"),
        (("conv; width = 3",), "`s0` needs the whole sequence at once"),
        (("both; bidirectional = true",), "`s0` needs the whole sequence at once"),
    ],
)
def test_what_cannot_be_taken_in_chunks_is_named(stages: tuple[str, ...], why: str) -> None:
    assert chunks(*stages, end=ending("same")) == Whole(why, "s0")


def test_only_the_stages_on_the_way_count() -> None:
    plan = plan_of(spec_of("running-sum", "whole", end=ending("same")))
    assert isinstance(chunks_of(plan, (Wire("s0"),)), Chunks)
    assert isinstance(chunks_of(plan, (Wire("s1"),)), Whole)


def test_what_has_no_time_axis_does_not_come_in_chunks() -> None:
    plan = plan_of(spec_of("net", source="clips"))
    label = chunks_of(plan, (Wire("source", "label"),))
    assert label == Whole("what `source` gives has no time axis", "source")
