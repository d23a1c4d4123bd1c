"""Every shipped spec that generates, made small: its program predicts and draws what torch does."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from graphnet.build import Network
from graphnet.build.lowered.code import NotLowered
from graphnet.build.lowered.lower import lower_network
from graphnet.build.lowered.play import Player
from graphnet.build.protocols import Sampling
from graphnet.runtime.data_stages import as_predicted
from tests.build.lowered.playing import played_gap
from tests.specs.generating import codes_of, generating, network_of, tried

each_spec = pytest.mark.parametrize("path", generating(), ids=lambda path: path.stem)
WAYS = {
    "plain": Sampling(),
    "cold": Sampling(temperature=0.7),
    "likeliest": Sampling(temperature=0.0),
    "few": Sampling(top_k=5, top_p=0.8),
}
BATCH = 3


def network_at(path: Path) -> Network:
    """A small network whose predictions are far from even."""
    network = network_of(tried(path, is_small=True).plan)
    generator = torch.Generator().manual_seed(3)
    with torch.no_grad():
        for parameter in network.module("head").parameters():
            noise = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
            parameter.add_(0.3 * noise)
    return network


def items_of(network: Network, least: int) -> Tensor:
    """What is predicted (3, T, ...), T at least so many."""
    codes = torch.cat([codes_of(network.plan, least, seed) for seed in (0, 1)])
    return torch.stack([as_predicted(network, each) for each in codes[:BATCH]])


@each_spec
@pytest.mark.parametrize("prompt", [0, 1, 13])
def test_a_program_predicts_what_steps_do(path: Path, prompt: int) -> None:
    network = network_at(path)
    items = items_of(network, 48)[:, :50]
    assert played_gap(network, items, prompt) < 1e-10


@each_spec
def test_in_single_precision_it_is_as_near_as_that_allows(path: Path) -> None:
    network = network_at(path).float()
    items = items_of(network, 40)[:, :40]
    assert played_gap(network, items, 5, torch.float32) < 1e-4


@each_spec
@pytest.mark.parametrize("way", WAYS)
def test_it_draws_what_torch_draws_from_the_same_seed(path: Path, way: str) -> None:
    network, sampling = network_at(path), WAYS[way]
    prompt = items_of(network, 16)[:, :7]
    with torch.inference_mode():
        _, state = network.chunk(prompt, network.initial_state(BATCH))
        value = prompt[:, -1]
        found = lower_network(network, value, state, sampling)
        if isinstance(found, NotLowered):
            assert not sampling.is_plain
            assert "ranks all" in found.why
            return
        generators = [torch.Generator().manual_seed(9) for _ in range(2)]
        count = 0 if found.program.uniform is None else found.program.uniform.size
        shape = (24, count, BATCH, 1)
        uniforms = torch.rand(shape, generator=generators[0], dtype=torch.float64)
        given = Player(found.program, torch.float64).free_run(
            value.flatten(1), uniforms.squeeze(-1).transpose(1, 2)
        )
        item = value
        for number in range(len(given)):
            prediction, state = network.step(item, state)
            item = network.objective_module.draw(prediction, generators[1], sampling)
            assert torch.equal(item.flatten(1), given[number].long()), number
    assert sampling.temperature == 0.0 or len(set(given.flatten().tolist())) > 3
