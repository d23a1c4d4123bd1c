"""SaShiMi through the whole walk: from spec text to a network that steps as it runs whole."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING, Protocol

import pytest
import torch

from graphnet.build import Network, build_network
from graphnet.graph import Plan, plan_spec
from graphnet.registry import Registry, collect
from graphnet.spec.load import spec_from_text
from graphnet.text import SourceText

if TYPE_CHECKING:
    from conftest import Golden, Renamed

SPEC = """
format = 1
name   = "pipeline"

[sizes]
bits    = {bits}
d_model = {d_model}

[source]
use      = "audio.files"
contract = "-> int64 (B, L, 1) in [0, 2**bits)"

[stages.encoder]
use      = "embedding"
contract = "int64 (B, L, 1) in [0, 2**bits) -> float (B, L, d_model)"

[stages.backbone]
use     = "sashimi"
options = {{ {options} }}

[stages.head]
use      = "categorical"
contract = "(B, L, d_model) -> (B, L, 2**bits)"

[stages.decoder]
use = "sequence"

[objective]
use     = "cross-entropy"
predict = "next"
"""


class Planned(Protocol):
    """Plans the spec above with some options of its backbone."""

    def __call__(self, options: str, bits: int = 8, d_model: int = 64) -> Plan: ...


@pytest.fixture(scope="module")
def registry() -> Registry:
    names = ("audio", "basics", "s4")
    found = collect(EntryPoint(n, f"graphnet_{n}.plugin", "graphnet") for n in names)
    assert found.broken == ()
    return found


@pytest.fixture
def planned(registry: Registry) -> Planned:
    def plan(options: str, bits: int = 8, d_model: int = 64) -> Plan:
        text = SPEC.format(options=options, bits=bits, d_model=d_model)
        spec, problems = spec_from_text(SourceText("test.toml", text))
        assert problems == ()
        assert spec is not None
        made, problems = plan_spec(spec, registry)
        assert made is not None, [d.message for d in problems]
        return made

    return plan


def built(plan: Plan) -> Network:
    network, problems = build_network(plan, seed=3)
    assert network is not None, [d.message for d in problems]
    return network


@pytest.mark.parametrize(
    ("flavour", "bits", "total"),
    [
        ("src", 8, 4_749_536),
        ("src", 16, 13_170_656),
        ("standalone", 8, 5_218_304),
        ("standalone", 16, 13_639_424),
    ],
)
def test_the_plan_counts_the_references_parameters(
    planned: Planned, flavour: str, bits: int, total: int
) -> None:
    plan = planned(f'flavour = "{flavour}"', bits=bits)
    assert sum(p.count for stage in plan.stages for p in stage.parameters) == total


@pytest.mark.parametrize(("flavour", "total"), [("src", 4_716_512), ("standalone", 5_185_280)])
def test_the_network_has_the_references_parameters(
    planned: Planned, flavour: str, total: int
) -> None:
    network = built(planned(f'flavour = "{flavour}"'))
    named = network.named_parameters()
    assert sum(p.numel() for name, p in named if name.startswith("backbone.")) == total


def test_names_in_a_checkpoint_are_the_stages_and_the_modules(planned: Planned) -> None:
    names = set(built(planned("n_layers = 1", d_model=4)).state_dict())
    assert {
        "backbone.center.0.kernel.C",
        "backbone.center.1.norm.m",
        "backbone.down.0.linear.weight_g",
        "backbone.up.1.layers.0.D",
        "backbone.norm.weight",
    } <= names


@pytest.mark.parametrize(("flavour", "d_state"), [("src", 16), ("standalone", 64)])
def test_the_network_computes_what_the_reference_computes(
    golden: Golden, planned: Planned, reference_name: Renamed, flavour: str, d_state: int
) -> None:
    options = f'n_layers = 1, d_state = {d_state}, flavour = "{flavour}"'
    network = built(planned(options, d_model=8)).double()
    tensors = golden(f"sashimi_{flavour}", "n1_p44_s4d/")
    for name, parameter in network.named_parameters():
        if name.startswith("backbone."):
            theirs = tensors[f"sd/{reference_name(name.removeprefix('backbone.'))}"]
            parameter.data = theirs.reshape(parameter.shape)
    found = through_backbone(network, golden(f"sashimi_{flavour}")["x"])
    expected = tensors["y"]
    assert (found - expected).abs().max() < 1e-8 * expected.abs().max()


def through_backbone(network: Network, x: torch.Tensor) -> torch.Tensor:
    """The backbone's stages of a plan, fed with features of our own."""
    values = {"encoder": x}
    for stage in network.plan.stages:
        if stage.path.startswith("backbone."):
            given = {port: values[wire.stage] for port, wire in stage.inputs.items()}
            values[stage.path] = network.module(stage.path)(**given)
    return values["backbone.norm"]


@pytest.mark.parametrize("flavour", ["src", "standalone"])
@pytest.mark.parametrize("pool", [[4, 4], [2, 3]])
@pytest.mark.parametrize("n_layers", [1, 8])
def test_step_is_forward_sample_by_sample(
    planned: Planned, flavour: str, pool: list[int], n_layers: int
) -> None:
    options = f'n_layers = {n_layers}, pool = {pool}, d_state = 8, flavour = "{flavour}"'
    plan = planned(options, bits=4, d_model=8)
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


def test_the_future_does_not_reach_the_past(planned: Planned) -> None:
    network = built(planned("n_layers = 1, d_state = 8", d_model=4)).double()
    x = torch.randn(1, 64, 4).double()
    for t in (0, 15, 16, 37):
        changed = x.clone()
        changed[:, t] += torch.randn(4)
        with torch.no_grad():
            change = (through_backbone(network, changed) - through_backbone(network, x)).abs()
        assert change[:, :t].sum() < 1e-8 * change.max()
        assert change[:, t].max() > 1e-6


def test_lengths_must_be_a_whole_number_of_supersteps(planned: Planned) -> None:
    assert planned("pool = [4, 4]").assumptions.modulus_of("L") == 16
    assert planned("pool = [2, 3]").assumptions.modulus_of("L") == 6
