"""Shipped stages under every rewrite: the same nats and gradients in float64."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from attrs import evolve
from torch import Tensor

from graphnet.build import build_network
from graphnet.graph import plan_spec
from graphnet.graph.plan import Plan
from graphnet.registry import find_plugins
from graphnet.spec.load import load_spec
from tests.pipeline.clips import planned

SPECS = Path(__file__).parents[2] / "specs"
SMALL = ("stages.backbone.options.n_layers=1", "sizes.d_model=8", 'train.precision="float64"')

CLIPS = """
format = 1
name   = "label"

[source]
use     = "test.clips"
options = {{ labelled = true }}

[source.contract]
out.main    = "int64 (B, L, 1) in [0, 8)"
out.label   = "int64 (B) in [0, 5)"
out.lengths = "int64 (B) in [1, L]"

[stages.encoder]
use   = "embedding"
sizes = {{ H = 6 }}

[stages.backbone]
use     = "s4.s4d"
options = {{ d_state = 4 }}

[stages.norm]
use = "layer-norm"

[stages.head]
use   = "categorical"
sizes = {{ C = {classes} }}

[stages.decoder]
use     = "sequence"
options = {{ mode = "{mode}" }}

[objective]
use     = "cross-entropy"
predict = "{predict}"
{target}

[train]
length    = {{ L = 9 }}
precision = "float64"
"""
CLIP = {
    "main": torch.randint(0, 8, (3, 9, 1), generator=torch.Generator().manual_seed(0)),
    "label": torch.tensor([0, 4, 2]),
    "lengths": torch.tensor([9, 1, 5]),
}


def results(plan: Plan, batch: dict[str, Tensor]) -> list[Tensor]:
    network, problems = build_network(plan)
    assert network is not None, problems
    nats = network(batch)["objective"]
    weights = torch.rand(nats.shape, generator=torch.Generator().manual_seed(1))
    torch.autograd.backward((nats * weights).sum())
    return [nats.detach(), *(p.grad for p in network.parameters() if p.grad is not None)]


def agree(plan: Plan, batch: dict[str, Tensor]) -> None:
    small = (evolve(each, positions=min(each.positions, 5)) for each in plan.rewrites)
    left = results(evolve(plan, rewrites=tuple(small)), batch)
    right = results(evolve(plan, rewrites=()), batch)
    assert len(left) == len(right) > 2
    for a, b in zip(left, right, strict=True):
        assert torch.allclose(a, b, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("mode", ["last", "first"])
def test_a_decoder_that_keeps_one_goes_before_norm_and_head(mode: str) -> None:
    target = 'target  = "source.label"'
    _, plan = planned(CLIPS.format(mode=mode, predict="label", target=target, classes=5))
    (rewrite,) = plan.rewrites
    assert (rewrite.name, rewrite.stages) == ("early", ("decoder", "norm", "head"))
    agree(plan, CLIP)


def test_ragged_examples_go_in_chunks() -> None:
    text = CLIPS.format(mode="ragged", predict="next", target="", classes=64)
    _, plan = planned(text.replace("[0, 8)", "[0, 64)"))
    (rewrite,) = plan.rewrites
    assert rewrite.stages == ("head", "decoder", "objective")
    agree(plan, CLIP)


@pytest.mark.parametrize("name", ["sashimi16", "sashimi8", "tiny"])
def test_shipped_specs_agree(name: str) -> None:
    spec, problems = load_spec(str(SPECS / f"{name}.toml"), SMALL)
    assert spec is not None, problems
    plan, _ = plan_spec(spec, find_plugins({}))
    assert plan is not None
    (rewrite,) = plan.rewrites
    assert (rewrite.name, rewrite.stages[-1]) == ("chunked", "objective")
    count = 65536 if name == "sashimi16" else 256
    codes = torch.randint(0, count, (2, 48, 1), generator=torch.Generator().manual_seed(0))
    agree(plan, {"main": codes})
