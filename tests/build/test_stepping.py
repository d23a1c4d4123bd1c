"""One item at a time gives what the whole sequence gives, and states are values."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet.build import Network, NetworkState, build_network
from tests.graph.clockwork import ending, plan_of, spec_of
from tests.toys import BASE, toy_plan

NET = '[stages.net]\nuse = "net"\n\n'


def built(text: str) -> Network:
    network, problems = build_network(toy_plan(text))
    assert network is not None, problems
    return network.double().eval()


def stepped(network: Network, item: Tensor, state: NetworkState) -> tuple[Tensor, NetworkState]:
    """One step of a network whose prediction is a tensor."""
    prediction, after = network.step(item, state)
    assert isinstance(prediction, Tensor)
    return prediction, after


def stages(*lines: str) -> str:
    """The base spec, twelve wide, with these stages in the place of its net."""
    text = "".join(f"[stages.s{i}]\n{line}\n\n" for i, line in enumerate(lines))
    return BASE.replace(NET, text).replace("H = 4", "H = 12")


WAYS = {
    "nothing between": (),
    "a recurrence": ('use = "running-sum"',),
    "a pool by 2": ('use = "net"',),
    "a pool by 3": ('use = "net"\noptions = { by = 3 }',),
    "a pool by 4": ('use = "net"\noptions = { by = 4 }',),
    "two pools after each other": ('use = "net"', 'use = "net"\noptions = { by = 3 }'),
    "a skip around two pools": (
        'use = "net"', 'use = "net"', 'use = "join"\ninput = { main = "s1", skip = "embed" }'),
    "two delays that begin with other values": (
        'use = "down"\noptions = { by = 3 }', 'use = "up"\noptions = { by = 3 }',
        'use = "delay"\noptions = { steps = 1, start = 0.5 }',
        'use = "delay"\noptions = { steps = 2, start = -1.0 }',
        'use = "join"\ninput = { main = "s3", skip = "embed" }'),
    "a pool paid for by a delay of the spec": (
        'use = "down"', 'use = "up"', 'use = "delay"\noptions = { steps = 2, start = 0.5 }',
        'use = "join"\ninput = { main = "s2", skip = "embed" }'),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_stepping_equals_the_whole_sequence(way: str) -> None:
    check_steps(built(stages(*WAYS[way])))


BLOCKS = {
    "a block at once": ("blocks; by = 3", "delay; steps = 2"),
    "a block of a slower sequence": (
        "down; by = 2", "blocks; by = 2", "up; by = 2", "delay; steps = 3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", BLOCKS)
def test_a_stage_that_works_on_blocks_takes_whole_ones(way: str) -> None:
    network, problems = build_network(plan_of(spec_of(*BLOCKS[way], end=ending("next"))))
    assert network is not None, problems
    check_steps(network.double().eval())


def check_steps(network: Network) -> None:
    """Steps give what the whole sequence gives."""
    codes = torch.randint(0, 8, (3, 24, 1))
    whole = network({"main": codes})["objective"]
    start = network.plan.source.start
    assert start == 4
    state, item = network.initial_state(3), torch.full((3, 1), start)
    for index in range(codes.shape[1]):
        prediction, state = stepped(network, item, state)
        item = codes[:, index]
        nats = -prediction.log_softmax(-1).gather(-1, item)[:, 0]
        assert torch.allclose(nats, whole[:, index], rtol=0, atol=1e-11)


def test_a_state_is_passed_and_never_changed() -> None:
    network = built(BASE)
    item = torch.zeros(1, 1, dtype=torch.int64)
    state = network.initial_state(1)
    for tick in (0, 1, 0, 1):
        assert state.tick == tick
        lengths = {edge: len(items) for edge, items in state.queues.items()}
        once, after = stepped(network, item, state)
        again, _ = stepped(network, item, state)
        assert torch.equal(once, again)
        assert {edge: len(items) for edge, items in state.queues.items()} == lengths
        state = after


def test_two_sequences_can_be_played_in_turns() -> None:
    network = built(BASE)
    codes = torch.randint(0, 8, (2, 9, 1))
    alone = [torch.zeros(0), torch.zeros(0)]
    for row in (0, 1):
        state = network.initial_state(1)
        for index in range(9):
            alone[row], state = stepped(network, codes[row : row + 1, index], state)
    states = [network.initial_state(1), network.initial_state(1)]
    last = [torch.zeros(0), torch.zeros(0)]
    for index in range(9):
        for row in (0, 1):
            last[row], states[row] = stepped(network, codes[row : row + 1, index], states[row])
    assert all(torch.equal(one, other) for one, other in zip(alone, last, strict=True))


def test_after_a_superstep_the_queues_are_as_long_as_at_the_start() -> None:
    network = built(stages('use = "net"', 'use = "net"\noptions = { by = 3 }'))
    state = network.initial_state(2)
    start = {edge: len(items) for edge, items in state.queues.items()}
    for _ in range(6):
        _, state = stepped(network, torch.zeros(2, 1, dtype=torch.int64), state)
    assert state.tick == 0
    assert {edge: len(items) for edge, items in state.queues.items()} == start
