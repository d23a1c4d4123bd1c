"""Numbers that were never quantised: predicted one after the other, and at their own places."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

import pytest
import torch

from graphnet.build.protocols import Sampling
from graphnet.runtime.device import find_device
from graphnet.runtime.generate import Drawing, check_model, draw_sequences, start_values
from graphnet.runtime.metrics import read_figures
from graphnet.runtime.restore import Restored
from graphnet.testing import future_gap, step_gap, verify_text
from tests.pipeline.clips import Silent, built, planned, registry, trained

NEXT = """
format   = 1
name     = "next"
requires = ["graphnet-audio", "graphnet-s4"]

[source]
use      = "audio.files"
contract = "-> float (B, L, 1) in [-1, 1]"
options  = { sample_rate = 16000, quantization = "none" }

[stages.encoder]
use     = "linear"
options = { takes = "channels", gives = "features" }
sizes   = { d_output = 8 }

[stages.backbone]
use     = "s4.s4d"
options = { d_state = 4 }

[stages.head]
use     = "linear"
options = { gives = "channels" }

[stages.decoder]
use = "sequence"

[objective]
use     = "squared-error"
predict = "next"
options = { std = 0.1 }

[metrics]
rmse = { use = "regression-error" }

[train]
length         = { L = 64 }
batch          = 4
updates        = 60
optimizer      = { use = "adamw", lr = 0.02 }
validate_every = 60
"""
SAME = (
    NEXT.replace('predict = "next"', 'predict = "same"')
    .replace("d_state = 4", "d_state = 4, bidirectional = true")
    .replace('name     = "next"', 'name     = "same"')
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Sine waves of several pitches, as 16-bit sound."""
    for split, count in (("train", 4), ("valid", 2)):
        folder = tmp_path / "data" / split
        folder.mkdir(parents=True)
        for number in range(count):
            turn = 0.15 + 0.05 * number
            values = [round(20_000 * math.sin(turn * t)) for t in range(256)]
            with wave.open(str(folder / f"{number}.wav"), "wb") as file:
                file.setparams((1, 2, 16_000, 0, "NONE", ""))
                file.writeframes(struct.pack("<256h", *values))
    return tmp_path / "data"


def test_the_next_number_is_learned(data: Path, tmp_path: Path) -> None:
    training, outcome = trained(NEXT, data, tmp_path / "run")
    lines = read_figures(training.run.metrics)
    (valid,) = (line for line in lines if line["split"] == "valid")
    figures = valid["metrics"]
    assert isinstance(figures, dict)
    silent = math.sqrt(sum((20_000 * math.sin(0.15 * t)) ** 2 for t in range(256)) / 256) / 2**15
    assert figures["rmse"] < 0.6 * silent  # which is what predicting silence costs
    assert outcome.valid_bits is not None
    nats = figures["rmse"] ** 2 / (2 * 0.1**2) + math.log(0.1 * math.tau**0.5)
    assert outcome.valid_bits == pytest.approx(nats / math.log(2), rel=1e-4)


def test_the_prediction_of_a_number_never_sees_it_and_a_step_is_the_whole() -> None:
    network = built(NEXT)
    values, others = (torch.rand(2, 12, 1).double() * 2 - 1 for _ in range(2))
    assert step_gap(network, values) < 1e-12
    assert future_gap(network, values, others, 5) < 1e-12


def test_numbers_are_drawn_and_fed_back_as_numbers(data: Path, tmp_path: Path) -> None:
    spec, plan = planned(NEXT)
    assert check_model(plan, spec) == ()
    assert start_values(plan, 2).dtype == torch.float32
    network = trained(NEXT, data, tmp_path / "run")[0].network.eval()
    device, _ = find_device("cpu")
    assert device is not None
    restored = Restored(network, None, device)  # type: ignore[arg-type]  # nothing reads it
    still = Drawing(items=20, batch=2, sampling=Sampling(temperature=0.0))
    drawn = draw_sequences(restored, still, Silent())
    assert drawn.shape == (2, 20, 1)
    assert drawn.dtype == torch.float32
    with torch.no_grad():  # without noise, each number is what the network says of those before
        shifted = network({"main": drawn})["objective"]
    torch.testing.assert_close(
        shifted, torch.full_like(shifted, math.log(0.1 * math.tau**0.5)), rtol=0, atol=1e-4
    )
    noisy = draw_sequences(restored, Drawing(items=2000, seed=1), Silent())
    with torch.no_grad():
        nats = network({"main": noisy})["objective"]
    expected = 0.5 + math.log(0.1 * math.tau**0.5)  # the entropy of what it drew from
    assert float(nats.mean()) == pytest.approx(expected, abs=0.1)


def test_a_number_at_its_own_place_may_be_told_from_both_sides(data: Path, tmp_path: Path) -> None:
    _, plan = planned(SAME)
    assert plan.schedule is None
    network = built(SAME)
    values = torch.rand(2, 9, 1).double()
    changed = values.clone()
    changed[:, 5] += 0.5
    predicted = [network.module("head")(_features(network, each)) for each in (values, changed)]
    moved = (predicted[0] - predicted[1]).abs().amax(dim=(0, 2))
    assert bool((moved > 1e-6).all())
    training, _ = trained(SAME, data, tmp_path / "run")
    *_, last = (line["bits"] for line in read_figures(training.run.metrics) if "bits" in line)
    assert isinstance(last, float)
    assert last < 0  # a density of deviation 0.1 that is met exceeds 1


def _features(network: torch.nn.Module, values: torch.Tensor) -> torch.Tensor:
    encoded = network.get_submodule("encoder")(values)
    mixed: torch.Tensor = network.get_submodule("backbone")(encoded)
    return mixed


@pytest.mark.parametrize("text", [NEXT, SAME], ids=["next", "same"])
def test_every_stage_keeps_its_promises(text: str) -> None:
    report = verify_text(text, registry())
    assert [d.message for d in report.diagnostics] == []
