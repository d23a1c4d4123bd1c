"""Schedules played with vectors: every tick in its turn, from where the state stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from graphnet.build.lowered.code import NotLowered
from graphnet.build.lowered.ops import Gather, Vector
from graphnet.build.lowered.superstep import Drawer, Superstep, cut_evenly
from graphnet.build.protocols import Sampling
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


def faulty(*_: object, **__: object) -> object:
    raise ValueError("a fault")


def other_ports(*_: object, **__: object) -> object:
    return {"other": Vector(0, 0, 1)}


@pytest.mark.parametrize(
    ("lower", "why"),
    [
        (faulty, "fails in `lower`: ValueError: a fault"),
        (other_ports, "does not lower to the ports it declares"),
        (lambda *_, **__: None, "fails in `lower`: AttributeError: "),
    ],
)
def test_a_stage_that_fails_to_lower_is_a_reason_to_do_without(
    lower: Callable[..., object], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = built(stages('use = "net"'))
    monkeypatch.setattr(network.module("embed"), "lower", lower, raising=False)
    item = torch.zeros(2, 1, dtype=torch.int64)
    told = Superstep(network.stepper, network.initial_state(2), item, network.like).play(None)
    assert isinstance(told, NotLowered)
    assert told.why.startswith("`embed` (")
    assert f") {why}" in told.why


def test_an_objective_that_fails_to_lower_its_draws_is_a_reason_to_do_without() -> None:
    class Broken:
        forward = draw = lower_draw = faulty

    network = built(stages('use = "net"'))
    item = torch.zeros(2, 1, dtype=torch.int64)
    superstep = Superstep(network.stepper, network.initial_state(2), item, network.like)
    told = superstep.play(Drawer(Broken(), Sampling()))
    assert told == NotLowered("the objective fails in `lower_draw`: ValueError: a fault")
