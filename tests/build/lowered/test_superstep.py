"""Schedules played with vectors: every tick in its turn, from where the state stands."""

from __future__ import annotations

import torch

from graphnet.build.lowered.ops import Gather, Vector
from graphnet.build.lowered.superstep import Superstep, cut_evenly
from tests.build.test_stepping import built, stages


def test_a_block_is_cut_into_its_items() -> None:
    assert cut_evenly(Vector(3, 2, 6), 3) == [Vector(3, n, 2) for n in (2, 4, 6)]


def played(prompt: int) -> Superstep:
    network = built(stages('use = "net"'))
    items = torch.zeros(2, 10, 1, dtype=torch.int64)
    state = network.initial_state(2)
    if prompt:
        _, state = network.chunk(items[:, :prompt], state)
    found = Superstep(network.stepper, state, items[:, 0], network.like)
    assert found.play(None) is None
    return found


def test_ticks_come_from_where_the_state_stands() -> None:
    at_start, later = played(0), played(1)
    counts = [[len(tick) for tick in each.frame.ticks] for each in (at_start, later)]
    assert len(counts[0]) == 2
    assert counts[0][0] != counts[0][1]
    assert counts[0][1] < counts[1][0] + counts[1][1]
    for each in (at_start, later):
        assert all(any(isinstance(op, Gather) for op in tick) for tick in each.frame.ticks)


def test_what_waits_on_queues_begins_as_it_lies_there() -> None:
    found = played(1).frame
    waiting = [found.registers[number].initial for number in found.lasting]
    assert any(each is not None and bool(each.abs().sum() > 0) for each in waiting)


def test_a_superstep_that_was_played_says_what_is_predicted() -> None:
    found = played(0)
    assert found.drawn is None
    assert {name: vector.size for name, vector in found.prediction.items()} == {"": 8}
    assert found.item.size == 1
