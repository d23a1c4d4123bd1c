"""The probes see what is broken, and see nothing where a promise holds."""

from __future__ import annotations

import torch

from graphnet.build import Network, build_network
from graphnet.testing import future_gap, step_gap
from tests.toys import BASE, RunningSum, toy_plan


def built(text: str = BASE) -> Network:
    network, problems = build_network(toy_plan(text))
    assert network is not None, problems
    return network.double().eval()


def codes(seed: int) -> torch.Tensor:
    return torch.randint(0, 8, (2, 8, 1), generator=torch.Generator().manual_seed(seed))


def test_a_step_that_equals_the_whole_shows_no_gap() -> None:
    assert step_gap(built(), codes(0)) < 1e-12


def test_a_step_that_forgets_shows_a_gap() -> None:
    network = built()
    recurrence = network.module("net.sum")
    assert isinstance(recurrence, RunningSum)
    whole = recurrence.step
    recurrence.step = lambda main, state: (whole(main, state)[0], state)  # type: ignore[method-assign]
    assert step_gap(network, codes(0)) > 1e-3


def test_a_causal_network_shows_no_future() -> None:
    network = built()
    assert all(future_gap(network, codes(0), codes(1), at) < 1e-12 for at in range(1, 8))


def test_a_network_that_looks_ahead_shows_it() -> None:
    network = built(BASE.replace('use = "net"', 'use = "scale"'))
    scale = network.module("net")
    scale.forward = lambda main: main + main.roll(-2, 1)
    assert future_gap(network, codes(0), codes(1), 6) > 1e-3
