"""SaShiMi through the whole walk: from spec text to a network that steps as it runs whole."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest
import torch

from graphnet.build import Network, build_network
from graphnet.graph import Plan

if TYPE_CHECKING:
    from conftest import Planned


def built(plan: Plan) -> Network:
    network, problems = build_network(plan, seed=3)
    assert network is not None, [d.message for d in problems]
    return network


# Counted by running the references: 8 layers, d_model 64, pools 4 and 4, expand 2, ff 2.
BACKBONES = [
    ("sashimi", "src", "s4", 4_718_048),
    ("sashimi", "src", "s4d", 4_716_512),
    ("unet", "src", "s4", 6_787_488),
    ("sashimi", "standalone", "s4", 5_414_656),
    ("sashimi", "standalone", "s4d", 5_185_280),
    ("unet", "standalone", "s4", 6_807_808),
]
AROUND = {8: 16_384 + 16_640, 16: 4_194_304 + 4_259_840}  # encoder and decoder, by bits


@pytest.mark.parametrize(("use", "flavour", "layer", "total"), BACKBONES)
def test_the_plan_counts_the_references_parameters(
    planned: Planned, use: str, flavour: str, layer: str, total: int
) -> None:
    for bits, around in AROUND.items():
        plan = planned(f'flavour = "{flavour}", layer = "{layer}"', bits=bits, use=use)
        counted = {s.path: sum(p.count for p in s.parameters) for s in plan.stages}
        assert sum(n for path, n in counted.items() if path.startswith("backbone.")) == total
        assert sum(counted.values()) == total + around


@pytest.mark.parametrize(("use", "flavour", "layer", "total"), BACKBONES)
def test_the_network_has_the_references_parameters(
    planned: Planned, use: str, flavour: str, layer: str, total: int
) -> None:
    for bits, around in AROUND.items():
        network = built(planned(f'flavour = "{flavour}", layer = "{layer}"', bits=bits, use=use))
        counted = {name: p.numel() for name, p in network.named_parameters()}
        assert sum(n for name, n in counted.items() if name.startswith("backbone.")) == total
        assert sum(counted.values()) == total + around


def test_names_in_a_checkpoint_are_the_stages_and_the_modules(planned: Planned) -> None:
    names = set(built(planned("n_layers = 1", d_model=4)).state_dict())
    assert {
        "backbone.center.0.kernel.C",
        "backbone.center.1.norm.m",
        "backbone.down.0.linear.weight_g",
        "backbone.up.1.layers.0.D",
        "backbone.norm.weight",
    } <= names


def through_backbone(network: Network, x: torch.Tensor) -> torch.Tensor:
    """The backbone's stages of a plan, fed with features of our own."""
    values = {"encoder": x}
    for stage in network.plan.stages:
        if stage.path.startswith("backbone."):
            given = {port: values[wire.stage] for port, wire in stage.inputs.items()}
            values[stage.path] = network.module(stage.path)(**given)
    return values["backbone.norm"]


# every backbone, with more layers than a step of the reference's U-Net can take (2)
STEPPED = (
    [
        ("sashimi", {"pool": pool, "n_layers": n_layers, "layer": layer})
        for pool, n_layers, layer in itertools.product([[4, 4], [2, 3]], [1, 8], ["s4", "s4d"])
    ]
    + [
        ("unet", {"pool": pool, "n_layers": n_layers, "layer": layer})
        for pool, n_layers, layer in [
            ([4, 4], 1, "s4"),
            ([4, 4], 2, "s4d"),
            ([2, 3], 3, "s4"),
            ([4, 4], 8, "s4d"),
            ([4], 2, "s4"),
            ([2, 2, 3], 1, "s4d"),
        ]
    ]
    + [
        ("isotropic", {"n_layers": n_layers, "layer": layer, "ff": ff})
        for n_layers, layer, ff in [(1, "s4", 0), (3, "s4d", 2), (8, "s4", 2)]
    ]
)


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize(("use", "settings"), STEPPED)
def test_step_is_forward_sample_by_sample(
    planned: Planned, flavour: str, use: str, settings: dict[str, object]
) -> None:
    given = settings | {"d_state": 8, "flavour": flavour}
    options = ", ".join(f"{name} = {json.dumps(value)}" for name, value in given.items())
    plan = planned(options, bits=4, d_model=8, use=use)
    network = built(plan).double().eval()
    codes = torch.randint(16, (2, 48, 1))
    shifted = torch.cat((torch.full((2, 1, 1), 8), codes[:, :-1]), dim=1)
    with torch.no_grad():
        nats = network({"main": codes})["objective"]
        state, found = network.initial_state(2), []
        for item, target in zip(shifted.unbind(1), codes.unbind(1), strict=True):
            prediction, state = network.step(item, state)
            found.append(network.objective_module.forward(prediction, target))
    torch.testing.assert_close(torch.stack(found, dim=1), nats, rtol=0, atol=1e-10)


@pytest.mark.parametrize("use", ["sashimi", "unet", "isotropic"])
@pytest.mark.parametrize("layer", ["s4", "s4d"])
def test_the_future_does_not_reach_the_past(planned: Planned, use: str, layer: str) -> None:
    options = f'n_layers = 1, d_state = 8, layer = "{layer}"'
    network = built(planned(options, d_model=4, use=use)).double()
    x = torch.randn(1, 64, 4).double()
    for t in (0, 15, 16, 37):
        changed = x.clone()
        changed[:, t] += torch.randn(4)
        with torch.no_grad():
            change = (through_backbone(network, changed) - through_backbone(network, x)).abs()
        assert change[:, :t].sum() < 1e-8 * change.max()
        assert change[:, t].max() > 1e-6


@pytest.mark.parametrize("use", ["sashimi", "unet"])
def test_lengths_must_be_a_whole_number_of_supersteps(planned: Planned, use: str) -> None:
    assert planned("pool = [4, 4]", use=use).assumptions.modulus_of("L") == 16
    assert planned("pool = [2, 3]", use=use).assumptions.modulus_of("L") == 6


def test_a_stack_takes_any_length(planned: Planned) -> None:
    assert planned("n_layers = 2", use="isotropic").assumptions.modulus_of("L") == 1
