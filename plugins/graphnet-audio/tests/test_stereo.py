"""Stereo as one sequence, through the whole walk: planned, run, and stepped back into sound."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
import soundfile
import torch

from graphnet.build import Network, build_network
from graphnet.graph import Plan, plan_spec
from graphnet.registry import collect
from graphnet.runtime.data_stages import as_predicted, as_read, items_drawn
from graphnet.runtime.generate import start_values
from graphnet.spec.load import spec_from_text
from graphnet.testing import verify_text
from graphnet.text import SourceText
from graphnet_audio.declaration import AudioFilesOptions
from graphnet_audio.sink import AudioFile

SPEC = """
format = 1
name   = "stereo"

[sizes]
bits     = 5
channels = 2
d_model  = 8
T        = "any"

[source]
use      = "audio.files"
contract = "-> int64 (B, T, channels) in [0, 2**bits)"

[stages.interleave]
use      = "audio.interleave"
contract = "(B, T, channels) -> (B, channels*T, 1)"
options  = {{ order = "{order}" }}

[stages.encoder]
use      = "embedding"
contract = "int64 (B, channels*T, 1) in [0, 2**bits) -> float (B, channels*T, d_model)"

[stages.backbone]
use     = "sashimi"
options = {{ n_layers = 1, pool = [4], d_state = 8 }}

[stages.head]
use   = "mixture-logistic"
sizes = {{ n_mixtures = 3 }}

[objective]
use     = "mixture-nll"
predict = "next"
target  = "interleave"
"""


def planned(order: str) -> Plan:
    return planned_text(SPEC.format(order=order))


def planned_text(text: str) -> Plan:
    registry = collect(
        EntryPoint(n, f"graphnet_{n}.plugin", "graphnet") for n in ("audio", "basics", "s4")
    )
    assert registry.broken == ()
    spec, problems = spec_from_text(SourceText("stereo.toml", text))
    assert spec is not None, problems
    plan, problems = plan_spec(spec, registry)
    assert plan is not None, [d.message for d in problems]
    return plan


def built(plan: Plan) -> Network:
    network, problems = build_network(plan, seed=1)
    assert network is not None, [d.message for d in problems]
    return network.double().eval()


@pytest.mark.parametrize("order", ["temporal", "blocking", "blocking-8"])
def test_codes_stay_codes_and_the_objective_knows_how_many_there_are(order: str) -> None:
    plan = planned(order)
    objective = plan.objective
    assert objective is not None
    assert objective.sizes["n"] == 32
    assert objective.sizes["K"] == 3
    port = plan.by_path["interleave"].gives["main"]
    assert (port.dtype, port.kind) == ("int64", "codes")
    assert port.domain is not None
    assert items_drawn(plan, 10) == 20


@pytest.mark.parametrize("order", ["temporal", "blocking-8"])
def test_each_code_of_both_channels_costs_what_it_costs_step_by_step(order: str) -> None:
    network = built(planned(order))
    codes = torch.randint(32, (2, 16, 2))
    laid_out = torch.stack([as_predicted(network, each) for each in codes])
    with torch.no_grad():
        nats = network({"main": codes})["objective"]
        assert nats.shape == (2, 32)
        state, value = network.initial_state(2), start_values(network.plan, 2)
        for item in range(32):
            prediction, state = network.step(value, state)
            value = laid_out[:, item]
            found = network.objective_module.forward(prediction, value)
            torch.testing.assert_close(found, nats[:, item], rtol=0, atol=1e-10)


@pytest.mark.parametrize("order", ["temporal", "blocking", "blocking-8"])
def test_what_is_drawn_becomes_both_channels_again(order: str) -> None:
    network = built(planned(order))
    codes = torch.randint(32, (2, 16, 2))
    laid_out = torch.stack([as_predicted(network, each) for each in codes])
    assert laid_out.shape == (2, 32, 1)
    assert torch.equal(as_read(network.plan, laid_out), codes)
    assert start_values(network.plan, 3).tolist() == [[16]] * 3


# --- mid and side ---

WITH_SIDES = SPEC.replace(
    "[stages.interleave]",
    '[stages.sides]\nuse = "audio.mid-side"\n\n[stages.interleave]',
).replace(
    "int64 (B, channels*T, 1) in [0, 2**bits) ->", "int64 (B, channels*T, 1) in [0, 2**(bits+1)) ->"
)


def text_with_sides(order: str) -> str:
    return WITH_SIDES.format(order=order)


def test_mid_and_side_keep_what_they_declare() -> None:
    report = verify_text(text_with_sides("temporal"))
    assert report.diagnostics == ()
    assert {"sides", "interleave"} <= {str(proof.who.path) for proof in report.proofs}


@pytest.mark.parametrize("order", ["temporal", "blocking", "blocking-8"])
def test_mid_and_side_share_the_wider_range(order: str) -> None:
    plan = planned_text(text_with_sides(order))
    assert plan.objective is not None
    assert plan.objective.sizes["n"] == 64
    port = plan.by_path["interleave"].gives["main"]
    assert (port.dtype, port.kind) == ("int64", "codes")


@pytest.mark.parametrize("order", ["temporal", "blocking", "blocking-8"])
def test_mid_and_side_become_left_and_right_in_a_file(tmp_path: Path, order: str) -> None:
    network = built(planned_text(text_with_sides(order)))
    codes = torch.randint(32, (2, 16, 2))
    laid_out = torch.stack([as_predicted(network, each) for each in codes])
    assert laid_out.shape == (2, 32, 1)
    assert torch.equal(as_read(network.plan, laid_out), codes)
    assert start_values(network.plan, 3).tolist() == [[16]] * 3
    AudioFile(AudioFilesOptions(), {"bits": 5, "C": 2}).write(codes[0], tmp_path / "x.wav")
    assert soundfile.info(tmp_path / "x.wav").channels == 2


def test_mid_and_side_cost_what_they_cost_step_by_step() -> None:
    network = built(planned_text(text_with_sides("temporal")))
    codes = torch.randint(32, (2, 16, 2))
    laid_out = torch.stack([as_predicted(network, each) for each in codes])
    with torch.no_grad():
        nats = network({"main": codes})["objective"]
        state, value = network.initial_state(2), start_values(network.plan, 2)
        for item in range(32):
            prediction, state = network.step(value, state)
            value = laid_out[:, item]
            found = network.objective_module.forward(prediction, value)
            torch.testing.assert_close(found, nats[:, item], rtol=0, atol=1e-10)
