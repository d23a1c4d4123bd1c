"""A prompt taken in by chunks leaves a model where stepping through it would."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from graphnet.build import Network
from graphnet.runtime import chunk_size
from graphnet.runtime.prompt import begin
from tests.build.test_chunking import FAST, same_state
from tests.build.test_stepping import built, stepped
from tests.runtime.tiny import tiny_network


def by_steps(network: Network, start: Tensor, prompt: Tensor) -> Tensor:
    """The prediction after a prompt that went in item by item."""
    state, value = network.initial_state(len(start)), start
    for item in prompt:
        _, state = stepped(network, value, state)
        value = item.expand_as(start)
    return stepped(network, value, state)[0]


@pytest.mark.parametrize("most", [1, 3, 1000])
@pytest.mark.parametrize("length", [0, 1, 2, 7, 30])
def test_a_prompt_in_chunks_is_a_prompt_in_steps(
    monkeypatch: pytest.MonkeyPatch, length: int, most: int
) -> None:
    monkeypatch.setattr(chunk_size, "MOST_ITEMS", most)
    network = built(FAST)
    start = torch.full((3, 1), 4)
    prompt = torch.randint(0, 8, (length, 1, 1))
    heard: list[int] = []
    value, state = begin(network, start, prompt, heard.append)
    assert heard == [min(end, length) for end in range(most, length + most, most) if length]
    prediction, _ = stepped(network, value, state)
    assert torch.allclose(prediction, by_steps(network, start, prompt), rtol=0, atol=1e-10)


def test_without_a_prompt_the_start_value_is_next() -> None:
    network = tiny_network()
    start = torch.full((2, 1), 8)
    value, state = begin(network, start, torch.zeros(0, 2, 1, dtype=torch.int64), lambda _: None)
    assert value is start
    assert same_state(state, network.initial_state(2))
