"""A stage that fires often at once gives what it gives turn by turn."""

from __future__ import annotations

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build.actors import Actor, Part, cast_of
from graphnet.build.firing import States, fire, fire_often
from graphnet.build.protocols import State, Values
from tests.build.test_stepping import built, stages

TEXT = stages('use = "net"\noptions = { by = 3 }', 'use = "fast-sum"')


def actor(path: str) -> Actor:
    """One stage as it fires."""
    network = built(TEXT)
    modules = {stage.path: network.module(stage.path) for stage in network.plan.stages[1:]}
    part = Part(network.plan, frozenset(modules) - {"objective", "s0.late", "delay"}, "delay", ())
    return cast_of(part, modules).actors[path]


def states_of(found: Actor) -> States:
    """Its states at the start, for a batch of 2."""
    stepping = found.stepping
    return {} if stepping is None else {found.stage.path: stepping.initial_state(2)}


@pytest.mark.parametrize(
    ("path", "takes", "gives"),
    [("s0.down", 3, 1), ("s0.sum", 1, 1), ("s0.up", 1, 3), ("s1", 1, 1), ("embed", 1, 1)],
)
def test_at_once_is_turn_by_turn(path: str, takes: int, gives: int) -> None:
    found = actor(path)
    width = 1 if path == "embed" else 12 if path in ("s0.down", "s1") else 36
    values = torch.randn(2, 4 * takes, width, dtype=torch.float64)
    if path == "embed":
        values = torch.randint(0, 8, values.shape)
    often, states = states_of(found), states_of(found)
    whole = fire_often(found, {"main": values}, 4, often)["main"]
    items: list[Tensor] = []
    for turn in range(4):
        taken = values[:, turn * takes : (turn + 1) * takes].unbind(1)
        given = fire(found, {"main": taken}, states)["main"]
        assert len(given) == gives
        items += given
    assert torch.allclose(whole, torch.stack(items, dim=1), rtol=0, atol=1e-12)
    for name, state in states.items():
        assert torch.allclose(often[name][0], state[0], rtol=0, atol=1e-12)


class Pairs:
    """A stage that steps by two items, and gives their sum and all that was before."""

    def initial_state(self, batch: int) -> State:
        return (torch.zeros(batch, 12, dtype=torch.float64),)

    def step(self, main: Values, state: State) -> tuple[Tensor, State]:
        assert isinstance(main, Tensor)
        total = state[0] + main.sum(1)
        return total, (total,)


def test_a_stage_that_steps_by_blocks_is_given_whole_blocks() -> None:
    pairs = Pairs()
    found = evolve(actor("s0.sum"), stepping=pairs, takes=2)
    values = torch.randn(2, 8, 12, dtype=torch.float64)
    states: States = {"s0.sum": pairs.initial_state(2)}
    whole = fire_often(found, {"main": values}, 4, states)["main"]
    assert torch.allclose(whole, values.cumsum(1)[:, 1::2], rtol=0, atol=1e-12)
    assert torch.allclose(states["s0.sum"][0], values.sum(1), rtol=0, atol=1e-12)
