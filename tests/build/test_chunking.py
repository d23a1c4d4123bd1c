"""Chunks of any lengths, and steps between them, give what the whole sequence gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import pytest
import torch
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from graphnet.build import Network, NetworkState, build_network
from graphnet.testing.probes import chunk_gap
from tests.build.test_stepping import BLOCKS, WAYS, built, stages, stepped
from tests.graph.clockwork import ending, plan_of, spec_of
from tests.record_toys import RECORDS, record_plan
from tests.toys import FastSum

LENGTHS = st.lists(st.integers(1, 13), min_size=1, max_size=12)
FAST = stages('use = "net"', 'use = "fast-sum"', 'use = "net"\noptions = { by = 3 }')
LATE = RECORDS.replace('"smooth"', '"late"')
HOUSE = RECORDS.replace('"smooth"', '"house"')


def recorded(text: str) -> Network:
    """A network whose prediction is a record."""
    network, problems = build_network(record_plan(text))
    assert network is not None, problems
    return network.double().eval()


def clocked(way: str) -> Network:
    """A network with a stage that works on blocks."""
    network, problems = build_network(plan_of(spec_of(*BLOCKS[way], end=ending("next"))))
    assert network is not None, problems
    return network.double().eval()


NETWORKS: dict[str, Callable[[], Network]] = {
    **{way: partial(built, stages(*lines)) for way, lines in WAYS.items()},
    **{way: partial(clocked, way) for way in BLOCKS},
    "a stage that chunks": partial(built, FAST),
    "a record": partial(recorded, RECORDS),
    "a delayed record": partial(recorded, LATE),
    "a record through a composite": partial(recorded, HOUSE),
}


@cache
def network_of(way: str) -> Network:
    """One of them, built once."""
    return NETWORKS[way]()


@pytest.mark.parametrize("way", NETWORKS)
@settings(max_examples=12, deadline=None)
@given(lengths=LENGTHS, seed=st.integers(0, 2**16))
def test_chunks_equal_the_whole_sequence(way: str, lengths: list[int], seed: int) -> None:
    network = network_of(way)
    codes = torch.randint(0, 8, (2, 48, 1), generator=torch.Generator().manual_seed(seed))
    assert chunk_gap(network, codes, lengths) < 1e-10


def same_state(one: NetworkState, other: NetworkState) -> bool:
    """Whether two networks stand at the same place with the same values."""
    if one.tick != other.tick or one.states.keys() != other.states.keys():
        return False
    pairs = [
        *((one.states[name], other.states[name]) for name in one.states),
        *((one.queues[edge], other.queues[edge]) for edge in one.queues),
    ]
    return one.queues.keys() == other.queues.keys() and all(
        len(left) == len(right)
        and all(torch.allclose(a, b, rtol=0, atol=1e-11) for a, b in zip(left, right, strict=True))
        for left, right in pairs
    )


@pytest.mark.parametrize("way", [way for way in NETWORKS if "record" not in way])
@pytest.mark.parametrize("length", [1, 2, 5, 12, 17])
def test_a_chunk_leaves_the_state_of_as_many_steps(way: str, length: int) -> None:
    network = network_of(way)
    codes = torch.randint(0, 8, (2, 7 + length, 1))
    state = network.initial_state(2)
    for index in range(7):
        _, state = stepped(network, codes[:, index], state)
    _, chunked = network.chunk(codes[:, 7:], state)
    for index in range(length):
        _, state = stepped(network, codes[:, 7 + index], state)
    assert same_state(chunked, state)


def test_a_stage_that_chunks_is_given_the_whole_chunk() -> None:
    network = built(FAST)
    fast = network.module("s1")
    assert isinstance(fast, FastSum)
    state = network.initial_state(2)
    for length in (5, 6, 13):
        _, state = network.chunk(torch.zeros(2, length, 1, dtype=torch.int64), state)
    assert fast.chunks == [5, 6, 13]


def test_a_state_is_never_changed_by_a_chunk() -> None:
    network = built(FAST)
    codes = torch.randint(0, 8, (2, 12, 1))
    _, state = network.chunk(codes, network.initial_state(2))
    before = evolve(
        state,
        states={name: tuple(t.clone() for t in each) for name, each in state.states.items()},
        queues={edge: tuple(t.clone() for t in each) for edge, each in state.queues.items()},
    )
    once, _ = network.chunk(codes, state)
    again, _ = network.chunk(codes, state)
    assert isinstance(once, torch.Tensor)
    assert isinstance(again, torch.Tensor)
    assert torch.equal(once, again)
    assert same_state(state, before)


def test_a_state_does_not_hold_on_to_the_chunk_it_came_from() -> None:
    network = built(stages('use = "net"\noptions = { by = 4 }'))
    _, state = network.chunk(torch.zeros(1, 4096, 1, dtype=torch.int64), network.initial_state(1))
    kept = [item for items in state.queues.values() for item in items]
    assert kept
    assert all(item.untyped_storage().nbytes() <= 64 * item.element_size() for item in kept)


def test_a_chunk_of_nothing_is_refused() -> None:
    network = built(FAST)
    nothing = torch.zeros(2, 0, 1, dtype=torch.int64)
    with pytest.raises(RuntimeError, match="a chunk of 0 items completes no prediction"):
        network.chunk(nothing, network.initial_state(2))
