"""Waves against the formula in Python's own floats, item by item and in chunks too."""

from __future__ import annotations

import math

import pytest
import torch

from graphnet.plugin import NoOptions
from graphnet_basics.modules.sinusoid import Sinusoid


def wave(t: int, i: int, width: int) -> float:
    angle = t / 10_000 ** (2 * (i // 2) / width)
    return math.cos(angle) if i % 2 else math.sin(angle)


@pytest.mark.parametrize("width", [1, 2, 7, 8])
def test_each_place_has_the_wave_of_the_paper(width: int) -> None:
    found = Sinusoid(NoOptions(), {"H": width})(torch.zeros(1, 20, width).double())[0]
    expected = [[wave(t, i, width) for i in range(width)] for t in range(20)]
    right = torch.tensor(expected, dtype=torch.float64)
    torch.testing.assert_close(found, right, rtol=1e-12, atol=1e-12)


def test_late_places_keep_their_digits() -> None:
    module, place = Sinusoid(NoOptions(), {"H": 4}), 5_000_000
    (found, _) = module.step(torch.zeros(1, 4), (torch.tensor(place),))
    expected = torch.tensor([[wave(place, i, 4) for i in range(4)]])
    torch.testing.assert_close(found, expected, rtol=1e-6, atol=1e-6)


def test_steps_and_chunks_go_on_where_they_stopped() -> None:
    module, x = Sinusoid(NoOptions(), {"H": 6}), torch.randn(2, 9, 6)
    whole, state = module(x), module.initial_state(2)
    first, state = module.chunk(x[:, :4], state)
    item, state = module.step(x[:, 4], state)
    last, state = module.chunk(x[:, 5:], state)
    assert torch.equal(torch.cat((first, item[:, None], last), dim=1), whole)
    assert int(state[0]) == 9


def test_it_learns_and_saves_nothing() -> None:
    assert Sinusoid(NoOptions(), {"H": 6}).state_dict() == {}
